// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which unit's code is at an address: what {@code .debug_aranges} says, and for units that are not in it, what they say
 * themselves.
 */
final class UnitsByAddress {
    private final List<Entry> entries;
    /** The highest end of all entries up to one: where to stop looking backwards. */
    private final long[] highest;

    private record Entry(AddressRange range, CompilationUnit unit) {}

    private UnitsByAddress(List<Entry> unsorted) {
        this.entries = new ArrayList<>(unsorted);
        entries.sort(Comparator.comparing(entry -> entry.range().low(), Long::compareUnsigned));
        this.highest = new long[entries.size()];
        long most = 0;
        for (int i = 0; i < highest.length; i++) {
            long high = entries.get(i).range().high();
            most = Long.compareUnsigned(high, most) > 0 ? high : most;
            highest[i] = most;
        }
    }

    static UnitsByAddress of(DebugInfo info) {
        List<Entry> entries = new ArrayList<>();
        Set<CompilationUnit> listed = fromTable(info, entries);
        for (CompilationUnit unit : info.units()) {
            if (!listed.contains(unit)) {
                addRanges(unit, entries);
            }
        }
        return new UnitsByAddress(entries);
    }

    private static void addRanges(CompilationUnit unit, List<Entry> entries) {
        List<AddressRange> ranges = unit.ranges();
        if (ranges.isEmpty()) {
            // Some producers say nothing of a unit, only of its functions.
            ranges = unit.root().children().stream()
                    .filter(die -> die.is(DwarfTag.SUBPROGRAM))
                    .flatMap(die -> die.ranges().stream())
                    .toList();
        }
        ranges.forEach(range -> entries.add(new Entry(range, unit)));
    }

    private static Set<CompilationUnit> fromTable(DebugInfo info, List<Entry> entries) {
        Bytes section = info.section(".debug_aranges");
        Map<Long, CompilationUnit> byOffset = new HashMap<>();
        info.units().forEach(unit -> byOffset.put(unit.offset(), unit));
        Set<CompilationUnit> listed = new HashSet<>();
        DwarfCursor cursor = new DwarfCursor(section, 0);
        while (!cursor.atEnd()) {
            int start = cursor.at();
            int end = (int) (cursor.unitLength() + cursor.at());
            DwarfCursor set = new DwarfCursor(section, cursor.at(), end).in64(cursor.is64());
            cursor.seek(end);
            int version = set.u16();
            CompilationUnit unit = byOffset.get(set.offset());
            int addressBytes = set.u8();
            int selectorBytes = set.u8();
            if (version != 2 || unit == null || addressBytes != Forms.ADDRESS_BYTES || selectorBytes != 0) {
                throw set.problem(start, "a set of addresses of no unit that is there. The file is damaged");
            }
            int aligned = (set.at() - start + 15) / 16 * 16 + start;
            set.seek(Math.min(aligned, end));
            if (read(info, set, unit, entries)) {
                listed.add(unit);
            }
        }
        return listed;
    }

    private static boolean read(DebugInfo info, DwarfCursor set, CompilationUnit unit, List<Entry> entries) {
        boolean any = false;
        while (set.remaining() >= 16) {
            long low = set.u64();
            long length = set.u64();
            if (low == 0 && length == 0) {
                break;
            }
            if (length != 0 && !info.isDropped(low)) {
                entries.add(new Entry(new AddressRange(low, low + length), unit));
                any = true;
            }
        }
        return any;
    }

    @Nullable CompilationUnit at(long address) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (Long.compareUnsigned(entries.get(middle).range().low(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low - 1; i >= 0 && Long.compareUnsigned(highest[i], address) > 0; i--) {
            if (entries.get(i).range().contains(address)) {
                return entries.get(i).unit();
            }
        }
        return null;
    }
}
