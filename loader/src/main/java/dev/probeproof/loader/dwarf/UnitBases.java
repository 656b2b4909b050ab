// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;

/**
 * Where a unit's parts of the tables start that its forms with indexes look into: {@code .debug_addr}, {@code .debug_str_offsets}
 * and the lists of ranges and locations.
 */
final class UnitBases {
    private final CompilationUnit unit;
    private final long strings;
    private final long addresses;
    private final long ranges;
    private final long locations;

    private UnitBases(CompilationUnit unit, long strings, long addresses, long ranges, long locations) {
        this.unit = unit;
        this.strings = strings;
        this.addresses = addresses;
        this.ranges = ranges;
        this.locations = locations;
    }

    /** Read from the unit's first DIE, none of whose other attributes may need them yet. */
    static UnitBases of(CompilationUnit unit) {
        boolean is64 = unit.forms().is64();
        boolean version5 = unit.version() >= 5;
        long strings = version5 ? is64 ? 16 : 8 : 0;
        long addresses = version5 ? is64 ? 16 : 8 : 0;
        long ranges = is64 ? 20 : 12;
        long locations = is64 ? 20 : 12;
        DwarfCursor cursor = unit.cursor(unit.header().firstDie());
        Abbreviation root = unit.abbreviations().get(cursor.uleb());
        for (int i = 0; root != null && i < root.count(); i++) {
            int name = root.names()[i];
            if (root.forms()[i] != DwarfForm.SEC_OFFSET) {
                unit.forms().skip(cursor, root.forms()[i]);
                continue;
            }
            long value = cursor.offset();
            switch (name) {
                case DwarfAttribute.STR_OFFSETS_BASE -> strings = value;
                case DwarfAttribute.ADDR_BASE, DwarfAttribute.GNU_ADDR_BASE -> addresses = value;
                case DwarfAttribute.RNGLISTS_BASE -> ranges = value;
                case DwarfAttribute.LOCLISTS_BASE -> locations = value;
                default -> {}
            }
        }
        return new UnitBases(unit, strings, addresses, ranges, locations);
    }

    long stringsBase() {
        return strings;
    }

    /** The offset in {@code .debug_str} of a string. */
    long string(long index) {
        return entry(unit.section(".debug_str_offsets"), strings, index, unit.forms().offsetBytes());
    }

    long address(long index) {
        return entry(unit.section(".debug_addr"), addresses, index, Forms.ADDRESS_BYTES);
    }

    /** The offset in its section of a list of locations, or else of ranges. */
    long list(long index, boolean ofLocations) {
        Bytes section = unit.section(ofLocations ? ".debug_loclists" : ".debug_rnglists");
        long base = ofLocations ? locations : ranges;
        return base + entry(section, base, index, unit.forms().offsetBytes());
    }

    private static long entry(Bytes section, long base, long index, int size) {
        if (index < 0 || base < 0 || index > section.size() || base > section.size()) {
            throw DwarfCursor.problem(
                    section,
                    base,
                    "entry " + Long.toUnsignedString(index) + " of a table that ends before it. The file is damaged");
        }
        return new DwarfCursor(section, base + index * size).unsigned(size);
    }
}
