// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.loader.btf.Btf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program whose shape is sound.
 *
 * @param subprograms in the order of their slots; the first is the program itself
 * @param types the types that came with the program, or null
 */
public record ProgramFlow(List<Subprogram> subprograms, FlowGraph graph, @Nullable Btf types) {
    public ProgramFlow {
        subprograms = List.copyOf(subprograms);
    }
}
