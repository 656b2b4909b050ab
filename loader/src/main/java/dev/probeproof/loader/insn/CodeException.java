// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.error.ProbeproofException;

/** A {@link Code} cannot be made of instructions, or instructions of it: which problem, and at which instruction. */
public final class CodeException extends ProbeproofException {
    /** What is wrong. */
    public enum Problem {
        /** A jump, call or function address leads out of the program, or between the halves of a 64-bit load. */
        NO_INSTRUCTION_THERE,
        /** A jump is farther than its 16 bits reach. */
        JUMP_TOO_FAR,
        /** A label that something refers to is not in the code. */
        LABEL_NOT_PLACED
    }

    private final Problem problem;
    private final int slot;

    CodeException(Problem problem, int slot, String message) {
        super(message);
        this.problem = problem;
        this.slot = slot;
    }

    public Problem problem() {
        return problem;
    }

    /** The instruction that refers to what is not there: read, or assembled. */
    public int slot() {
        return slot;
    }
}
