// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instructions;
import java.util.List;

/**
 * Generated instructions and what they are about.
 *
 * @param notes ascending by slot
 */
record Prologue(Instructions instructions, List<PrologueNote> notes) {
    static final Prologue NONE = new Prologue(Instructions.of(), List.of());

    Prologue {
        notes = List.copyOf(notes);
    }
}
