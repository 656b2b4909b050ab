// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The part of Unicorn's C interface that we use (version 2, {@code unicorn.h}); same names, same arguments. Nothing but
 * {@link UnicornEngine} calls it: most misuse of it ends the JVM.
 */
interface UnicornLibrary extends Library {
    int uc_version(IntByReference major, IntByReference minor);

    /** A C {@code bool}: only the lowest byte says something. */
    byte uc_arch_supported(int architecture);

    int uc_open(int architecture, int mode, PointerByReference engine);

    int uc_close(Pointer engine);

    String uc_strerror(int code);

    int uc_reg_write(Pointer engine, int register, Pointer value);

    int uc_reg_read_batch(Pointer engine, Pointer registers, Pointer values, int count);

    int uc_reg_write_batch(Pointer engine, Pointer registers, Pointer values, int count);

    int uc_mem_map(Pointer engine, long address, long sizeBytes, int permission);

    int uc_mem_unmap(Pointer engine, long address, long sizeBytes);

    int uc_mem_read(Pointer engine, long address, Pointer target, long sizeBytes);

    int uc_mem_write(Pointer engine, long address, Pointer source, long sizeBytes);

    int uc_emu_start(Pointer engine, long begin, long until, long timeoutMicroseconds, long instructions);

    int uc_emu_stop(Pointer engine);

    /** {@code variable} is the instruction's number for {@link #HOOK_INSTRUCTION}, otherwise nothing. */
    int uc_hook_add(
            Pointer engine,
            PointerByReference hook,
            int type,
            Callback callback,
            Pointer user,
            long begin,
            long end,
            Object... variable);

    int uc_hook_del(Pointer engine, Pointer hook);

    int uc_ctl(Pointer engine, int control, Object... arguments);

    int HOOK_INTERRUPT = 1;
    int HOOK_INSTRUCTION = 2;
    int HOOK_CODE = 4;
    int HOOK_MEMORY_INVALID = 1008;

    int X86_SYSCALL = 699;

    int MEMORY_READ_UNMAPPED = 19;
    int MEMORY_WRITE_UNMAPPED = 20;
    int MEMORY_FETCH_UNMAPPED = 21;
    int MEMORY_WRITE_PROTECTED = 22;
    int MEMORY_READ_PROTECTED = 23;

    int ERROR_INVALID_INSTRUCTION = 10;
    int ERROR_EXCEPTION = 21;

    /** "Forget all translated code": number 10, no argument, direction write. */
    int CONTROL_FLUSH = 10 | 1 << 30;

    /** Before an instruction of the range. */
    interface CodeCallback extends Callback {
        void invoke(Pointer engine, long address, int sizeBytes, Pointer user);
    }

    /** At an access to what is not mapped or not permitted; true lets the access be tried again. */
    interface MemoryCallback extends Callback {
        boolean invoke(Pointer engine, int kind, long address, int sizeBytes, long value, Pointer user);
    }

    /** At a trap: a system call, a breakpoint, an exception of the CPU. */
    interface InterruptCallback extends Callback {
        void invoke(Pointer engine, int number, Pointer user);
    }

    /** At one kind of instruction. */
    interface InstructionCallback extends Callback {
        void invoke(Pointer engine, Pointer user);
    }
}
