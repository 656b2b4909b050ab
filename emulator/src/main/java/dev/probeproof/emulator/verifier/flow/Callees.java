// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.loader.insn.Instruction;

/**
 * What has to be known of helpers and kernel functions before a path is followed. Each method gets a call instruction
 * (helper or kernel function by its source register); what a release does not offer answers as the defaults do.
 */
public interface Callees {
    /** Knows nothing: every call takes r1 to r5 and does nothing special. */
    Callees UNKNOWN = new Callees() {};

    /** How many of r1 to r5 it takes, or -1 if the kernel cannot tell (then all five count as used). */
    default int parameters(Instruction call) {
        return -1;
    }

    default boolean mightSleep(Instruction call) {
        return false;
    }

    default boolean changesPacketData(Instruction call) {
        return false;
    }

    /** A kernel function that calls a function of the program before it returns. */
    default boolean isCallingBack(Instruction kernelFunction) {
        return false;
    }

    /** A kernel function that has a function of the program called some time after it returned. */
    default boolean isCallingBackLater(Instruction kernelFunction) {
        return false;
    }

    default boolean isIteratorNext(Instruction kernelFunction) {
        return false;
    }

    /** {@code bpf_throw}. */
    default boolean isThrow(Instruction kernelFunction) {
        return false;
    }
}
