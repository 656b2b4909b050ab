// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A run halts before the instruction at a stop: what a probe there would see. Good while the handler of the stop runs; what
 * was taken out of it stays.
 */
public final class MachineStop {
    private final MachineMemory memory;
    private final long address;
    private final int hit;
    private final PtRegs registers;
    private boolean ended;

    MachineStop(MachineMemory memory, long address, int hit, PtRegs registers) {
        this.memory = memory;
        this.address = address;
        this.hit = hit;
        this.registers = registers;
    }

    /** Of the instruction that is next. */
    public long address() {
        return address;
    }

    /** How often this address was reached in the run, this time included. */
    public int hit() {
        return hit;
    }

    /** The registers; the instruction pointer is {@link #address}. */
    public PtRegs registers() {
        return registers;
    }

    /** The argument of that index (zero-based) if this is a function's entry and each takes one register or stack slot. */
    public long argument(int index) {
        var arch = registers.arch();
        if (index < arch.argumentRegisters().size()) {
            return registers.get(arch.argumentRegisters().get(index));
        }
        long at = registers.get(arch.stackPointer()) + arch.stackArgumentOffset(index);
        byte[] word = read(at, 8);
        if (word == null) {
            throw new MachineException("argument " + index + " at 0x" + Long.toHexString(at) + " is not mapped");
        }
        return ByteBuffer.wrap(word).order(arch.byteOrder()).getLong();
    }

    /** Memory as it is now; null if not all of it is there. */
    public byte @Nullable [] read(long at, int sizeBytes) {
        return memory.read(at, sizeBytes);
    }

    /** Changes memory, also where code may not. */
    public void write(long at, byte[] bytes) {
        memory.write(at, bytes);
    }

    /**
     * A copy of memory for an event: the stack in use, the heap, and the data of the image. Of an image with more than a
     * mebibyte of data (a kernel) only the pages that were used; code never.
     */
    public MemoryImage memory() {
        return memory.image(registers);
    }

    /** Ends the run here. */
    public void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }
}
