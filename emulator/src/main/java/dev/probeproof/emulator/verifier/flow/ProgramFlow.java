// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.insn.Instructions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program whose shape is sound.
 *
 * @param program what is to be followed: releases after 6.18 replace branches that constants decide before they start
 * @param subprograms in the order of their slots; the first is the program itself
 * @param types the types that came with the program, or null
 */
public record ProgramFlow(
        Instructions program,
        List<Subprogram> subprograms,
        FlowGraph graph,
        @Nullable Btf types) {
    public ProgramFlow {
        subprograms = List.copyOf(subprograms);
    }
}
