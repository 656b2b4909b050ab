// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

/** How far a run has come, for an engine that goes on with what another one began. */
public final class RunProgress {
    private long executed;
    private int tailCalls;
    private int faultSlot = -1;

    /**
     * @param executed instructions so far
     * @param tailCalls tail calls so far
     */
    public RunProgress(long executed, int tailCalls) {
        this.executed = executed;
        this.tailCalls = tailCalls;
    }

    /** Takes notice of what has become of the run. */
    public void update(long newExecuted, int newTailCalls, int newFaultSlot) {
        executed = newExecuted;
        tailCalls = newTailCalls;
        faultSlot = newFaultSlot;
    }

    public long executed() {
        return executed;
    }

    public int tailCalls() {
        return tailCalls;
    }

    /** As {@link ExecutionResult#faultSlot}. */
    public int faultSlot() {
        return faultSlot;
    }
}
