// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;

/**
 * What stands before the DIEs of a unit (DWARF 5, section 7.5.1; before that DWARF 4, 7.5.1 and 7.5.1.2).
 *
 * @param section the section it is in: {@code .debug_info}, or {@code .debug_types} of DWARF 4
 * @param start offset of the header in the section
 * @param firstDie offset of the first DIE in the section
 * @param end offset behind the unit
 * @param signature of a type unit, id of a split unit, else 0
 * @param typeOffset of a type unit: its type, from the start of the unit
 */
record UnitHeader(
        Bytes section,
        int start,
        int firstDie,
        int end,
        Forms forms,
        int type,
        long abbreviations,
        long signature,
        long typeOffset) {
    static final int COMPILE = 1;
    static final int TYPE = 2;
    static final int PARTIAL = 3;
    static final int SKELETON = 4;
    static final int SPLIT_COMPILE = 5;
    static final int SPLIT_TYPE = 6;

    private static final int OLDEST = 2;
    private static final int NEWEST = 5;

    static UnitHeader read(Bytes section, int start, boolean typesSection) {
        DwarfCursor cursor = new DwarfCursor(section, start);
        int end = (int) cursor.unitLength() + cursor.at();
        DwarfCursor header = new DwarfCursor(section, cursor.at(), end).in64(cursor.is64());
        int version = header.u16();
        if (version < OLDEST || version > NEWEST) {
            throw header.problem(
                    start, "a unit of DWARF version " + version + "; 2 to 5 are read. Compile with -gdwarf-5 or -gdwarf-4");
        }
        int type = typesSection ? TYPE : COMPILE;
        long abbreviations;
        int addressBytes;
        if (version >= 5) {
            type = header.u8();
            addressBytes = header.u8();
            abbreviations = header.offset();
        } else {
            abbreviations = header.offset();
            addressBytes = header.u8();
        }
        if (addressBytes != Forms.ADDRESS_BYTES) {
            throw header.problem(
                    start, "a unit with addresses of " + addressBytes + " bytes; only code of 64-bit machines is read");
        }
        if (type < COMPILE || type > SPLIT_TYPE) {
            throw header.problem(start, "a unit of type " + type + "; 1 to 6 are known");
        }
        boolean types = type == TYPE || type == SPLIT_TYPE;
        long signature = types || type == SKELETON || type == SPLIT_COMPILE ? header.u64() : 0;
        long typeOffset = types ? header.offset() : 0;
        return new UnitHeader(
                section,
                start,
                header.at(),
                end,
                new Forms(version, cursor.is64()),
                type,
                abbreviations,
                signature,
                typeOffset);
    }

    int version() {
        return forms.version();
    }

    boolean isTypeUnit() {
        return type == TYPE || type == SPLIT_TYPE;
    }
}
