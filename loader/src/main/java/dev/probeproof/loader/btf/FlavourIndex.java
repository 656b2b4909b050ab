// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Own types of one BTF whose name has a flavour, by the name without it. A kernel has next to none of them; they are
 * found by looking through its string table once (2 MB), so that the names of its 130,000 types need not be made.
 */
final class FlavourIndex {
    private final Map<String, List<Integer>> ids = new HashMap<>();

    FlavourIndex(Btf btf) {
        int[] separators = separators(btf.stringSection());
        for (int id = btf.firstId(); id < btf.endId(); id++) {
            long offset = btf.nameOffset(id) - btf.baseStringBytes();
            // A split BTF can take a name from its base, where nothing was looked for.
            if (offset < 0 || mayContain(btf.stringSection(), separators, (int) offset)) {
                add(btf.name(id), id);
            }
        }
    }

    /** Where three underscores start, ascending. */
    private static int[] separators(Bytes strings) {
        byte[] table = strings.toArray();
        int[] found = new int[16];
        int count = 0;
        int run = 0;
        for (int at = 0; at < table.length; at++) {
            run = table[at] == '_' ? run + 1 : 0;
            if (run >= EssentialName.SEPARATOR.length()) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, 2 * count);
                }
                found[count++] = at + 1 - EssentialName.SEPARATOR.length();
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** True if the first three underscores from there on come before the next NUL. */
    private static boolean mayContain(Bytes strings, int[] separators, int offset) {
        int at = Arrays.binarySearch(separators, offset);
        int next = at < 0 ? -at - 1 : at;
        if (next == separators.length) {
            return false;
        }
        for (int i = offset; i < separators[next]; i++) {
            if (strings.u8(i) == 0) {
                return false;
            }
        }
        return true;
    }

    private void add(String name, int id) {
        String essential = EssentialName.of(name);
        if (!essential.equals(name)) {
            ids.computeIfAbsent(essential, unused -> new ArrayList<>()).add(id);
        }
    }

    /** Ascending; none of them has that name itself. */
    List<Integer> of(String essentialName) {
        return ids.getOrDefault(essentialName, List.of());
    }
}
