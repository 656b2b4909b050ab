// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.List;

/**
 * A function's own code.
 *
 * @param die the DIE with its parameters and variables, {@code DW_TAG_subprogram}
 * @param entryPc where it is entered
 * @param ranges all its code: rarely executed parts may be far away
 */
public record FunctionInstance(Die die, long entryPc, List<AddressRange> ranges) {
    public FunctionInstance {
        ranges = List.copyOf(ranges);
    }

    /** Names in the symbol table, such as {@code copy.isra.0} for one that the compiler specialized. */
    public List<String> symbols() {
        return die.unit().debugInfo().symbolsAt(entryPc);
    }
}
