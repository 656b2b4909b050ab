// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import com.sun.jna.Callback;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Unicorn in this JVM. Stands between callers and a C library that ends the process when it is called after closing, from
 * two threads or out of order: every call is checked here first.
 */
final class UnicornEngine implements Engine {
    private enum State {
        IDLE,
        RUNNING,
        CLOSED
    }

    private final UnicornLibrary library;
    private final MachineModel model;
    private final Thread owner = Thread.currentThread();
    private final Pointer engine;

    /** Register numbers and values for calls that move all registers at once; pointers to the values between them. */
    private final Memory numbers;

    private final Memory values;
    private final Memory pointers;
    private final int[] slots;

    /** One value on its way: native memory costs more than what is done with it. */
    private final Memory word = new Memory(8);

    // The C library keeps only their addresses: what is not in a field is collected.
    private final UnicornLibrary.CodeCallback atStop = this::atStop;
    private final UnicornLibrary.MemoryCallback atMemory = this::atMemory;
    private final UnicornLibrary.InterruptCallback atTrap = (handle, number, user) -> atTrap(number);
    private final UnicornLibrary.InstructionCallback atSyscall = (handle, user) -> atTrap(-1);

    private final List<Pointer> stopHooks = new ArrayList<>();
    private long[] hooked = new long[0];

    /** Pages that code may be in; code written anew there is not looked at before {@link #staleCode} is seen to. */
    private final Set<Long> codePages = new HashSet<>();

    private boolean staleCode;
    private State state = State.IDLE;
    private @Nullable Events events;
    private @Nullable End end;
    private @Nullable Throwable thrown;
    private long lastStop;
    private boolean insideStop;

    private UnicornEngine(UnicornLibrary library, MachineModel model) {
        this.library = library;
        this.model = model;
        PointerByReference handle = new PointerByReference();
        check(
                library.uc_open(model.architecture(), model.mode(), handle),
                "opening an engine for " + model.arch().name());
        this.engine = handle.getValue();
        this.slots = java.util.stream.IntStream.range(0, model.numbers().length)
                .filter(index -> model.numbers()[index] >= 0)
                .toArray();
        this.numbers = new Memory(4L * slots.length);
        this.values = new Memory(8L * slots.length);
        this.pointers = new Memory(8L * slots.length);
        for (int i = 0; i < slots.length; i++) {
            numbers.setInt(4L * i, model.numbers()[slots[i]]);
            pointers.setPointer(8L * i, values.share(8L * i));
        }
    }

    static UnicornEngine open(UnicornLibrary library, MachineModel model) {
        UnicornEngine opened = new UnicornEngine(library, model);
        try {
            opened.addHook(UnicornLibrary.HOOK_MEMORY_INVALID, opened.atMemory, 1, 0);
            opened.addHook(UnicornLibrary.HOOK_INTERRUPT, opened.atTrap, 1, 0);
            if (model.arch().name().equals("x86_64")) {
                opened.addHook(UnicornLibrary.HOOK_INSTRUCTION, opened.atSyscall, 1, 0, UnicornLibrary.X86_SYSCALL);
            }
            for (long[] preset : model.preset()) {
                opened.setNumber((int) preset[0], preset[1]);
            }
            return opened;
        } catch (RuntimeException refused) {
            opened.close();
            throw refused;
        }
    }

    @Override
    public void map(long address, byte[] bytes, int permission) {
        enter();
        if (bytes.length == 0 || bytes.length % PAGE_BYTES != 0 || address % PAGE_BYTES != 0) {
            throw new IllegalArgumentException(
                    "pages are mapped whole, not " + bytes.length + " bytes at 0x" + Long.toHexString(address));
        }
        int allowed = model.executableEverywhere() ? READ | WRITE | EXECUTE : permission;
        check(
                library.uc_mem_map(engine, address, bytes.length, allowed),
                "mapping " + bytes.length + " bytes at 0x" + Long.toHexString(address));
        write(address, bytes);
        for (long page = address; (permission & EXECUTE) != 0 && page != address + bytes.length; page += PAGE_BYTES) {
            codePages.add(page);
        }
    }

    @Override
    public void write(long address, byte[] bytes) {
        enter();
        if (bytes.length == 0) {
            return;
        }
        staleCode |= codePages.contains(address & -PAGE_BYTES)
                || codePages.contains(address + bytes.length - 1 & -PAGE_BYTES);
        try (Memory source = new Memory(bytes.length)) {
            source.write(0, bytes, 0, bytes.length);
            check(
                    library.uc_mem_write(engine, address, source, bytes.length),
                    "writing " + bytes.length + " bytes at 0x" + Long.toHexString(address));
        }
    }

    @Override
    public byte @Nullable [] read(long address, int sizeBytes) {
        enter();
        if (sizeBytes == 0) {
            return new byte[0];
        }
        try (Memory target = new Memory(sizeBytes)) {
            return library.uc_mem_read(engine, address, target, sizeBytes) == 0
                    ? target.getByteArray(0, sizeBytes)
                    : null;
        }
    }

    @Override
    public long[] registers() {
        enter();
        values.clear();
        check(library.uc_reg_read_batch(engine, numbers, pointers, slots.length), "reading registers");
        long[] all = new long[model.numbers().length];
        for (int i = 0; i < slots.length; i++) {
            all[slots[i]] = values.getLong(8L * i);
        }
        if (insideStop) {
            // Not every architecture brings its program counter up to date before a hook is called.
            all[model.index(model.arch().instructionPointer())] = lastStop;
        }
        return all;
    }

    @Override
    public void setRegister(int index, long value) {
        enter();
        int number = model.numbers()[index];
        if (number < 0) {
            throw new IllegalArgumentException(
                    model.arch().registers().get(index).name() + " is no register of the CPU");
        }
        setNumber(number, value);
    }

    private void setNumber(int number, long value) {
        word.setLong(0, value);
        check(library.uc_reg_write(engine, number, word), "setting a register");
    }

    @Override
    public End run(long start, long until, long[] stops, long instructions, Events toTell) {
        enter();
        if (state == State.RUNNING) {
            throw new IllegalStateException("a run cannot begin inside a run of the same engine");
        }
        if (instructions <= 0) {
            throw new IllegalArgumentException("a run is bounded by 1 or more instructions, not " + instructions);
        }
        hook(stops);
        events = toTell;
        end = null;
        thrown = null;
        state = State.RUNNING;
        int code;
        try {
            code = library.uc_emu_start(engine, start, until, 0, instructions);
        } finally {
            state = State.IDLE;
            events = null;
        }
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return end(code, until, instructions);
    }

    private End end(int code, long until, long instructions) {
        long at = registers()[model.index(model.arch().instructionPointer())];
        End noted = end;
        // On s390x the end of a run is a trap as well.
        boolean arrived = at == until && (noted == null || noted.kind() == Kind.TRAP);
        if (noted != null && !arrived) {
            return noted.kind() == Kind.TRAP ? new End(Kind.TRAP, at, noted.number(), noted.words()) : noted;
        }
        String words = library.uc_strerror(code);
        if (arrived) {
            return new End(Kind.RETURNED, at, 0, words);
        }
        if (code == UnicornLibrary.ERROR_INVALID_INSTRUCTION) {
            return new End(Kind.INVALID_INSTRUCTION, at, code, words);
        }
        if (code != 0) {
            return new End(Kind.TRAP, at, code, words);
        }
        byte[] before = model.arch().name().equals("x86_64") ? read(at - 1, 1) : null;
        // A halted CPU ends a run as the bound does; only the instruction before tells.
        return before != null && before[0] == (byte) 0xf4
                ? new End(Kind.HALTED, at - 1, 0, "hlt")
                : new End(Kind.BOUND, at, 0, instructions + " instructions");
    }

    /** Hooks only count for code that is translated later, so that all translated code is forgotten with each change. */
    private void hook(long[] stops) {
        if (Arrays.equals(stops, hooked) && !staleCode) {
            return;
        }
        staleCode = false;
        for (Pointer hook : stopHooks) {
            check(library.uc_hook_del(engine, hook), "removing a hook");
        }
        stopHooks.clear();
        hooked = new long[0];
        for (long stop : stops) {
            stopHooks.add(addHook(UnicornLibrary.HOOK_CODE, atStop, stop, stop));
        }
        hooked = stops.clone();
        check(library.uc_ctl(engine, UnicornLibrary.CONTROL_FLUSH), "forgetting translated code");
    }

    private Pointer addHook(int type, Callback callback, long begin, long last, Object... variable) {
        PointerByReference hook = new PointerByReference();
        check(library.uc_hook_add(engine, hook, type, callback, Pointer.NULL, begin, last, variable), "adding a hook");
        return hook.getValue();
    }

    private void atStop(Pointer handle, long address, int sizeBytes, @Nullable Pointer user) {
        Events toTell = events;
        if (toTell == null || end != null || thrown != null) {
            return;
        }
        lastStop = address;
        insideStop = true;
        try {
            if (!toTell.reached(address)) {
                stop(new End(Kind.STOPPED, address, 0, "stopped"));
            }
        } catch (RuntimeException | Error failure) {
            fail(failure);
        } finally {
            insideStop = false;
        }
    }

    private boolean atMemory(
            Pointer handle, int kind, long address, int sizeBytes, long value, @Nullable Pointer user) {
        Events toTell = events;
        if (toTell == null || thrown != null) {
            return false;
        }
        boolean write = kind == UnicornLibrary.MEMORY_WRITE_UNMAPPED || kind == UnicornLibrary.MEMORY_WRITE_PROTECTED;
        boolean unmapped = kind == UnicornLibrary.MEMORY_READ_UNMAPPED
                || kind == UnicornLibrary.MEMORY_WRITE_UNMAPPED
                || kind == UnicornLibrary.MEMORY_FETCH_UNMAPPED;
        try {
            if (unmapped && toTell.missing(address, sizeBytes, write)) {
                return true;
            }
        } catch (RuntimeException | Error failure) {
            fail(failure);
            return false;
        }
        boolean read = kind == UnicornLibrary.MEMORY_READ_UNMAPPED || kind == UnicornLibrary.MEMORY_READ_PROTECTED;
        Kind ended = write ? Kind.WRITE : read ? Kind.READ : Kind.FETCH;
        end = new End(ended, address, sizeBytes, unmapped ? "not mapped" : "not permitted");
        return false;
    }

    private void atTrap(int number) {
        if (end == null) {
            stop(new End(Kind.TRAP, 0, number, number < 0 ? "a system call" : "trap " + number));
        }
    }

    private void fail(Throwable failure) {
        thrown = failure;
        library.uc_emu_stop(engine);
    }

    private void stop(End how) {
        end = how;
        library.uc_emu_stop(engine);
    }

    /** Before every call: a handle that is closed, or used by two threads, ends the JVM. */
    private void enter() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("this machine belongs to thread " + owner.getName() + ", which opened it");
        }
        if (state == State.CLOSED) {
            throw new IllegalStateException("this machine is closed");
        }
    }

    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        enter();
        if (state == State.RUNNING) {
            throw new IllegalStateException("a machine cannot be closed while it runs");
        }
        state = State.CLOSED;
        library.uc_close(engine);
    }

    private void check(int code, String what) {
        if (code != 0) {
            throw new MachineException(what + ": " + library.uc_strerror(code) + " (Unicorn, error " + code + ")");
        }
    }
}
