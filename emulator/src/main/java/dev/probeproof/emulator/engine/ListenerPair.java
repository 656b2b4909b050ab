// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import dev.probeproof.loader.uapi.HelperId;
import org.jspecify.annotations.Nullable;

/** Two that look on at the same run, one after the other. */
public final class ListenerPair implements ExecutionListener {
    private final ExecutionListener first;
    private final ExecutionListener second;

    private ListenerPair(ExecutionListener first, ExecutionListener second) {
        this.first = first;
        this.second = second;
    }

    /** Both of them; the second alone where there is no first. */
    public static ExecutionListener of(@Nullable ExecutionListener first, ExecutionListener second) {
        return first == null ? second : new ListenerPair(first, second);
    }

    @Override
    public void programEntered(Executable program) {
        first.programEntered(program);
        second.programEntered(program);
    }

    @Override
    public void instruction(int slot, long[] registers) {
        first.instruction(slot, registers);
        second.instruction(slot, registers);
    }

    @Override
    public void helperReturned(int slot, HelperId helper, long[] arguments, long result) {
        first.helperReturned(slot, helper, arguments, result);
        second.helperReturned(slot, helper, arguments, result);
    }

    @Override
    public void memoryAccess(int slot, long address, int sizeBytes, boolean write, long value) {
        first.memoryAccess(slot, address, sizeBytes, write, value);
        second.memoryAccess(slot, address, sizeBytes, write, value);
    }

    @Override
    public void tailCalled(int slot, Executable next) {
        first.tailCalled(slot, next);
        second.tailCalled(slot, next);
    }
}
