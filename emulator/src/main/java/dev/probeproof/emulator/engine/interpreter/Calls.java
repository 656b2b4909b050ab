// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.FunctionAddresses;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.helper.Helper;
import dev.probeproof.emulator.helper.HelperTable;
import dev.probeproof.emulator.helper.MockedFunction;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.loader.uapi.HelperId;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls of helpers, and the tail calls that one of them asks for. */
final class Calls {
    /** {@code MAX_TAIL_CALL_CNT} of the kernel. */
    private static final int MAX_TAIL_CALLS = 33;

    /** What r1 to r5 hold after a helper: a program may not read them, and one that does shall not get away with it. */
    static final long CLOBBERED = 0xc10b_bed0_c10b_bed0L;

    private final Execution execution;
    private ExecutionEnvironment environment;
    private Helper[] helpers;
    private @Nullable ExecutionListener listener;
    private int tailCalls;
    private @Nullable Executable next;

    Calls(ExecutionEnvironment environment, Execution execution) {
        this.environment = environment;
        this.execution = execution;
        this.helpers = environment.helpers();
    }

    /** Begins a run. */
    void begin(ExecutionEnvironment of, @Nullable ExecutionListener by) {
        if (environment != of) {
            environment = of;
            helpers = of.helpers();
        }
        if (listener != by) {
            listener = by;
        }
        tailCalls = 0;
        if (next != null) {
            next = null;
        }
    }

    void helper(int slot, int number, long[] registers) {
        if (number < 0 || number >= helpers.length) {
            throw HelperTable.missing(number);
        }
        long a1 = registers[1];
        long a2 = registers[2];
        long a3 = registers[3];
        long a4 = registers[4];
        long a5 = registers[5];
        long result = helpers[number].call(execution, a1, a2, a3, a4, a5);
        registers[0] = result;
        if (next != null) {
            return;
        }
        registers[1] = CLOBBERED;
        registers[2] = CLOBBERED;
        registers[3] = CLOBBERED;
        registers[4] = CLOBBERED;
        registers[5] = CLOBBERED;
        if (listener != null) {
            HelperId id = HelperId.of(number).orElseThrow();
            listener.helperReturned(slot, id, new long[] {a1, a2, a3, a4, a5}, result);
        }
    }

    /** A call of a function of the kernel (kfunc). */
    void kernelFunction(@Nullable MockedFunction function, long[] registers) {
        registers[0] = Objects.requireNonNull(function)
                .call(execution, registers[1], registers[2], registers[3], registers[4], registers[5]);
        Arrays.fill(registers, 1, 6, CLOBBERED);
    }

    /** What {@link dev.probeproof.emulator.helper.HelperContext#tailCall} does. */
    boolean requestTailCall(EmulatedMap programArray, long index) {
        Executable program = environment.programAt(programArray, index);
        if (program == null || tailCalls == MAX_TAIL_CALLS) {
            return false;
        }
        tailCalls++;
        next = program;
        return true;
    }

    void goOn(int tailCallsSoFar) {
        tailCalls = tailCallsSoFar;
    }

    int tailCalls() {
        return tailCalls;
    }

    /** The program that the helper just called asked for, or null. Asking takes it. */
    @Nullable
    Executable takeTailCall(int slot) {
        Executable taken = next;
        next = null;
        if (taken != null && listener != null) {
            listener.tailCalled(slot, taken);
        }
        return taken;
    }

    /** A helper by register, as compilers before clang 15 call them without optimisation. */
    static int helperNumber(long value) {
        if (value != (int) value) {
            throw noFunction(value);
        }
        return (int) value;
    }

    /** The function that a helper got as an argument: its slot. */
    static int callbackSlot(long address, Code code) {
        int slot = functionSlot(address, code);
        if (slot < 0) {
            throw noFunction(address);
        }
        return slot;
    }

    /** The slot of a function by its address, or -1. */
    static int functionSlot(long address, Code code) {
        return FunctionAddresses.slot(address, code.source().size());
    }

    private static ExecutionFault noFunction(long value) {
        return new ExecutionFault(
                ExecutionFault.Kind.INSTRUCTION, "0x" + Long.toHexString(value) + " is not a function");
    }
}
