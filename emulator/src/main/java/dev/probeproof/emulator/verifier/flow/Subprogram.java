// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

/** One function of the program: where it is, and what the checks find out about it. */
public final class Subprogram {
    public final int number;
    /** First slot. */
    public final int start;
    /** Slot behind its last. */
    public final int end;
    /** Name by the program's types, or empty. */
    public final String name;
    /** Type id of the function (FUNC) in the program's types, or 0. */
    public final int typeId;
    /** Verified for itself: callers only look at its types. */
    public boolean isGlobal;

    public boolean hasTailCall;
    public boolean hasPacketLoad;
    public boolean isCallback;
    public boolean isAsyncCallback;
    public boolean isExceptionCallback;
    public boolean changesPacketData;
    public boolean mightSleep;
    public boolean mightThrow;
    /** Reached by a call from verified code; for global ones. */
    public boolean isCalled;
    /** Deepest stack access in bytes, positive. */
    public int stackDepth;

    public Subprogram(int number, int start, int end, String name, int typeId) {
        this.number = number;
        this.start = start;
        this.end = end;
        this.name = name;
        this.typeId = typeId;
    }
}
