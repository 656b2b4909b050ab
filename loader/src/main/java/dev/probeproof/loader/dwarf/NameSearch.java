// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Which units may name something: a superset of those that do, found without decoding any. */
final class NameSearch {
    private final DebugInfo info;
    private final byte[] name;

    NameSearch(DebugInfo info, String name) {
        this.info = info;
        this.name = (name + "\0").getBytes(StandardCharsets.UTF_8);
    }

    List<CompilationUnit> units() {
        Bytes strings = info.sections().get(".debug_str");
        List<Integer> offsets = offsetsIn(strings);
        // Linkers make one name of equal ones, and of those that end alike; so there are few offsets.
        int[] words = new int[offsets.size() + 1];
        for (int i = 0; i < offsets.size(); i++) {
            words[i] = offsets.get(i);
        }
        // Names written in place: compilers do that for short ones. Those below four bytes end in the filter of their own.
        boolean inPlace = name.length >= 4;
        words[offsets.size()] = inPlace ? inOrder(strings) : offsets.isEmpty() ? 0 : words[0];
        WordSearch search = new WordSearch(words);
        WordSearch indexed = new WordSearch(java.util.Arrays.copyOf(words, offsets.size()));
        List<CompilationUnit> found = new ArrayList<>();
        for (CompilationUnit unit : info.units()) {
            if (mayName(unit, search, indexed, !offsets.isEmpty())) {
                found.add(unit);
            }
        }
        return found;
    }

    private boolean mayName(CompilationUnit unit, WordSearch search, WordSearch indexed, boolean isShared) {
        Bytes section = unit.header().section();
        int from = unit.header().firstDie();
        if (isShared || name.length >= 4) {
            for (int at = search.find(section, from, unit.end()); at >= 0; ) {
                if (!isInPlace(section, at) || matches(section, at)) {
                    return true;
                }
                at = search.find(section, at + 1, unit.end());
            }
        }
        if (name.length < 4 && containsShort(section, from, unit.end())) {
            return true;
        }
        return isShared && unit.version() >= 4 && info.sections().has(".debug_str_offsets") && namesByIndex(unit, indexed);
    }

    /** True if what was found may be the start of the name itself rather than an offset. */
    private boolean isInPlace(Bytes section, int at) {
        return name.length >= 4 && section.s32(at) == inOrder(section);
    }

    private boolean namesByIndex(CompilationUnit unit, WordSearch indexed) {
        Bytes table = info.sections().get(".debug_str_offsets");
        long start = unit.bases().stringsBase();
        long header = unit.version() >= 5 ? unit.forms().is64() ? 16 : 8 : 0;
        if (start < header || start > table.size()) {
            return false;
        }
        long end = table.size();
        if (header > 0) {
            DwarfCursor cursor = new DwarfCursor(table, start - header);
            end = cursor.unitLength();
            end += cursor.at();
        }
        return indexed.find(table, (int) start, (int) end) >= 0;
    }

    private int inOrder(Bytes bytes) {
        return Bytes.wrap(name, "name").withOrder(bytes.order()).s32(0);
    }

    private boolean matches(Bytes bytes, int at) {
        if (at > bytes.size() - name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes.u8(at + i) != (name[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private boolean containsShort(Bytes section, int from, int to) {
        for (int at = from; at <= to - name.length; at++) {
            if (matches(section, at)) {
                return true;
            }
        }
        return false;
    }

    private List<Integer> offsetsIn(Bytes strings) {
        List<Integer> offsets = new ArrayList<>();
        if (name.length < 4) {
            for (int at = 0; at <= strings.size() - name.length; at++) {
                if (matches(strings, at)) {
                    offsets.add(at);
                }
            }
            return offsets;
        }
        WordSearch start = new WordSearch(new int[] {inOrder(strings)});
        for (int at = start.find(strings, 0, strings.size()); at >= 0; at = start.find(strings, at + 1, strings.size())) {
            if (matches(strings, at)) {
                offsets.add(at);
            }
        }
        return offsets;
    }
}
