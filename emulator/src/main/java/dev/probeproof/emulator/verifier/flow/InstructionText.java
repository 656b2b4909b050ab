// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.loader.insn.Instructions;

/** How the log prints an instruction. */
@FunctionalInterface
public interface InstructionText {
    /**
     * The instruction at a slot, like {@code (b7) r0 = 0}.
     *
     * @param program what is followed; some of its branches may have been replaced
     */
    String at(Instructions program, int slot);
}
