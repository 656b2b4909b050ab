// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import java.util.List;

/**
 * Where an indirect jump of a program can go: a table that the compiler made of a {@code switch}, in section
 * {@code .jumptables}. For a kernel each is a map of type {@code insn_array}, filled once the program is in one piece.
 *
 * @param name the symbol's name
 * @param offset bytes from the start of the section
 * @param targets in the order of the table; slots from the start of the code section of the function that jumps
 */
public record JumpTable(String name, long offset, List<Long> targets) {
    public JumpTable {
        targets = List.copyOf(targets);
    }
}
