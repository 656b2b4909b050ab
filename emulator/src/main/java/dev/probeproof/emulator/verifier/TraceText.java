// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.VerifierState;

/** How states and instructions read in the log of the release. */
interface TraceText {
    /** Everything known in a frame of a state, as after {@code cur state:}: starts with a space, without a line end. */
    String state(VerifierState state, int frame);

    /** Writes the source line of an instruction, if there is one that was not written just before. */
    void sourceLine(int slot);

    /** An instruction without its slot, such as {@code (bf) r2 = r10}. */
    String instruction(int slot);
}
