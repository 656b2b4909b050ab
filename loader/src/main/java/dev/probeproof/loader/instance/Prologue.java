// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instructions;
import java.util.List;

/**
 * Generated instructions and what they are about.
 *
 * @param notes ascending by slot
 * @param scratchBytes of the frame below what is handed over
 */
record Prologue(Instructions instructions, List<PrologueNote> notes, int scratchBytes) {
    static final Prologue NONE = new Prologue(Instructions.of(), List.of(), 0);

    Prologue {
        notes = List.copyOf(notes);
    }
}
