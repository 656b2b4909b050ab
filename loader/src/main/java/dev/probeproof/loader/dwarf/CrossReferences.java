// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.Collection;
import java.util.List;

/**
 * References from one unit into another ({@code DW_FORM_ref_addr}): only optimization at link time and dwz make them, and a
 * search has to look into all units then.
 */
final class CrossReferences {
    private CrossReferences() {}

    /** True if any abbreviation may be used for one. */
    static boolean arePresent(DebugInfo info) {
        Bytes section = info.section(".debug_abbrev");
        long last = -1;
        for (CompilationUnit unit : info.units()) {
            long offset = unit.header().abbreviations();
            if (offset != last && AbbreviationTable.refersOut(section, offset)) {
                return true;
            }
            last = offset;
        }
        return false;
    }

    /** Units whose bytes hold the offset of one of the DIEs. */
    static List<CompilationUnit> unitsThatMention(DebugInfo info, Collection<Die> dies) {
        WordSearch offsets = new WordSearch(
                dies.stream().mapToInt(die -> (int) die.offset()).toArray());
        return info.units().stream()
                .filter(unit ->
                        offsets.find(unit.header().section(), unit.header().firstDie(), unit.end()) >= 0)
                .toList();
    }
}
