// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import org.jspecify.annotations.Nullable;

/**
 * A CPU with memory that runs code until something happens: Unicorn in this JVM, or in a child of it. Belongs to the thread
 * that opened it; every call from another, and every call after {@link #close}, throws {@link IllegalStateException}.
 */
interface Engine extends AutoCloseable {
    int PAGE_BYTES = 4096;

    int READ = 1;
    int WRITE = 2;
    int EXECUTE = 4;

    /** Maps whole pages. */
    void map(long address, byte[] bytes, int permission);

    /** Writes mapped memory, also where code may not. */
    void write(long address, byte[] bytes);

    /** Reads mapped memory; null if not all of it is mapped. */
    byte @Nullable [] read(long address, int sizeBytes);

    /** In the order of {@link dev.probeproof.loader.arch.Arch#registers()}; what is no register of the CPU is 0. */
    long[] registers();

    /** Sets one register, by index in that order. */
    void setRegister(int index, long value);

    /**
     * Runs code.
     *
     * @param until ends the run before the instruction there
     * @param stops addresses that {@link Events#reached} wants to hear of
     * @param instructions most that are executed
     */
    End run(long start, long until, long[] stops, long instructions, Events events);

    @Override
    void close();

    /** What happens meanwhile. The engine's memory and registers may be read and written here. */
    interface Events {
        /** The instruction at a stop is next. False ends the run before it. */
        boolean reached(long address);

        /** A page without memory is used: map it and say true, or say false. */
        boolean missing(long address, int sizeBytes, boolean write);
    }

    /** How a run ended. */
    enum Kind {
        RETURNED,
        STOPPED,
        BOUND,
        READ,
        WRITE,
        FETCH,
        INVALID_INSTRUCTION,
        TRAP,
        HALTED,
        DIED
    }

    /**
     * The end of a run.
     *
     * @param address of the instruction where it ended; of the access for READ, WRITE and FETCH
     * @param number bytes of the access; number of the trap
     * @param words what the engine says, for messages
     */
    record End(Kind kind, long address, int number, String words) {}
}
