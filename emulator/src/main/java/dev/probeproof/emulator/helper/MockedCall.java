// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.event.Task;

/**
 * One call of a mocked function: what it got, and the memory that its pointers lead to. Worth something until the mock
 * returns.
 */
public final class MockedCall {
    private final String function;
    private final HelperContext context;
    private final MockedMemory memory;
    private final long[] arguments;
    private final long number;

    MockedCall(String function, HelperContext context, MockedMemory memory, long[] arguments, long number) {
        this.function = function;
        this.context = context;
        this.memory = memory;
        this.arguments = arguments;
        this.number = number;
    }

    /** Calls a mock; what it throws is what ended the run, in every engine the same. */
    static long make(HelperMock mock, MockedCall call) {
        try {
            return mock.call(call);
        } catch (ExecutionFault fault) {
            throw fault;
        } catch (RuntimeException | AssertionError thrown) {
            ExecutionFault fault = new ExecutionFault(
                    ExecutionFault.Kind.INSTRUCTION, "the mock of " + call.function + " failed: " + thrown);
            fault.initCause(thrown);
            throw fault;
        }
    }

    /** The name that it was mocked by. */
    public String function() {
        return function;
    }

    /**
     * An argument as its register holds it.
     *
     * @param index from 1, as registers count
     * @throws IllegalArgumentException if the function has no such argument
     */
    public long argument(int index) {
        if (index < 1 || index > arguments.length) {
            throw new IllegalArgumentException("'" + function + "' has no argument " + index + "; it has "
                    + (arguments.length == 0 ? "none" : "1 to " + arguments.length));
        }
        return arguments[index - 1];
    }

    /**
     * Writes where an argument points to, from there on.
     *
     * @throws IllegalArgumentException if the function does not write there, or not so much: no program that a verifier
     *     accepted would expect it
     */
    public void write(int pointerArgument, byte[] bytes) {
        long address = argument(pointerArgument);
        memory.checkWrite(pointerArgument, bytes.length);
        ProgramMemory.write(context, address, bytes);
    }

    /**
     * Reads memory of the kernel that an argument points to: of the program, of a map, of an object.
     *
     * @throws ExecutionFault if nothing readable is there
     */
    public byte[] read(int pointerArgument, int sizeBytes) {
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("cannot read " + sizeBytes + " bytes");
        }
        return ProgramMemory.read(context, argument(pointerArgument), sizeBytes);
    }

    /** The task that the program runs in. */
    public Task task() {
        return context.world().task();
    }

    /** The CPU that the program runs on, from 0. */
    public int cpu() {
        return context.world().cpu();
    }

    /** Which call of this function it is in the life of the kernel, from 1. */
    public long number() {
        return number;
    }

    @Override
    public String toString() {
        return "call " + number + " of '" + function + "'";
    }
}
