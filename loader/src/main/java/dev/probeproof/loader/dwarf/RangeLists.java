// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The code of a DIE: {@code DW_AT_low_pc} and {@code DW_AT_high_pc}, or a list (DWARF 5, section 2.17). */
final class RangeLists {
    private RangeLists() {}

    static List<AddressRange> of(Die die) {
        List<AddressRange> ranges = new ArrayList<>();
        for (AddressRange range : written(die)) {
            if (!range.isEmpty() && !die.unit().debugInfo().isDropped(range.low())) {
                ranges.add(range);
            }
        }
        return ranges;
    }

    /** Also empty ranges, and those of code that the linker dropped. */
    static List<AddressRange> written(Die die) {
        AttributeValue list = die.value(DwarfAttribute.RANGES);
        if (list != null) {
            return list(die.unit(), offset(die, list));
        }
        AttributeValue low = die.value(DwarfAttribute.LOW_PC);
        AttributeValue high = die.value(DwarfAttribute.HIGH_PC);
        if (low == null || high == null) {
            return List.of();
        }
        long end = high.kind() == AttributeValue.Kind.ADDRESS ? high.number() : low.number() + high.number();
        return List.of(new AddressRange(low.number(), end));
    }

    /**
     * Compilers that schedule well say that an inlined copy is entered where none of its instructions is; the first of its own
     * is meant then.
     */
    static OptionalLong entry(Die die) {
        AttributeValue low = die.value(DwarfAttribute.LOW_PC);
        AttributeValue entry = die.value(DwarfAttribute.ENTRY_PC);
        List<AddressRange> ranges = die.ranges();
        if (ranges.isEmpty()) {
            AttributeValue only = entry != null ? entry : low;
            return only == null
                            || only.kind() != AttributeValue.Kind.ADDRESS
                            || die.unit().debugInfo().isDropped(only.number())
                    ? OptionalLong.empty()
                    : OptionalLong.of(only.number());
        }
        long first = ranges.get(0).low();
        if (entry == null) {
            return OptionalLong.of(first);
        }
        long written = entry.kind() == AttributeValue.Kind.ADDRESS
                ? entry.number()
                : (low != null ? low.number() : first) + entry.number();
        boolean isCode = ranges.stream().anyMatch(range -> range.contains(written));
        return OptionalLong.of(isCode ? written : first);
    }

    private static long offset(Die die, AttributeValue list) {
        if (list.kind() != AttributeValue.Kind.SECTION_OFFSET) {
            throw die.problem("DW_AT_ranges as " + DwarfForm.name(list.form()) + ". The file is damaged");
        }
        return list.number();
    }

    private static List<AddressRange> list(CompilationUnit unit, long offset) {
        return unit.version() >= 5 ? list5(unit, offset) : list4(unit, offset);
    }

    private static List<AddressRange> list4(CompilationUnit unit, long offset) {
        DwarfCursor cursor = new DwarfCursor(unit.section(".debug_ranges"), offset);
        long base = unit.lowPc();
        List<AddressRange> ranges = new ArrayList<>();
        while (true) {
            long low = cursor.u64();
            long high = cursor.u64();
            if (low == 0 && high == 0) {
                return ranges;
            }
            if (low == -1) {
                base = high;
            } else {
                ranges.add(new AddressRange(base + low, base + high));
            }
        }
    }

    private static List<AddressRange> list5(CompilationUnit unit, long offset) {
        Bytes section = unit.section(".debug_rnglists");
        ListEntries entries = new ListEntries(unit, new DwarfCursor(section, offset), false);
        List<AddressRange> ranges = new ArrayList<>();
        for (@Nullable AddressRange range = entries.next(); range != null; range = entries.next()) {
            ranges.add(range);
        }
        return ranges;
    }
}
