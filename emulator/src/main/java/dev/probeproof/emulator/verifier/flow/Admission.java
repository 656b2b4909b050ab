// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.insn.Instruction;

/**
 * Checks of other parts that a kernel makes in the midst of those of {@link ProgramCheck}. They write into the log and
 * throw a {@link dev.probeproof.emulator.verifier.state.Rejection}.
 */
public interface Admission {
    /** Admits everything. */
    Admission OPEN = new Admission() {};

    /** A map that the program refers to for the first time. */
    default void map(VerifierMap map) {}

    /** A kernel function that the program calls. */
    default void kernelFunction(Instruction call) {}

    /** A load of a kernel symbol by its type id ({@code BPF_PSEUDO_BTF_ID}), at a slot. */
    default void kernelSymbol(int slot) {}

    /** What the program is attached to. */
    default void attachTarget() {}
}
