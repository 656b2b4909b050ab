// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

/** How far to go, and which way. */
public enum Motion {
    /** One instruction. */
    STEP_INSTRUCTION(false),
    /** To the next line of C, also of a function that is called. */
    STEP(false),
    /** To the next line of C of this function or its callers. */
    NEXT(false),
    /** Until this function has returned. */
    FINISH(false),
    /** To the next breakpoint, or the end. */
    CONTINUE(false),
    /** One instruction back. */
    BACK_INSTRUCTION(true),
    /** To the line before, also of a function that was called. */
    BACK_STEP(true),
    /** To the line before in this function or its callers. */
    BACK_NEXT(true),
    /** To where this function was called, or the begin of the run. */
    BACK_FINISH(true),
    /** To the breakpoint before, or the begin. */
    BACK_CONTINUE(true);

    private final boolean back;

    Motion(boolean back) {
        this.back = back;
    }

    boolean isBack() {
        return back;
    }
}
