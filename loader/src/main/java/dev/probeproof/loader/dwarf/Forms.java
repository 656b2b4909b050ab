// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/**
 * How long values of each form are in a unit (DWARF 5, section 7.5.6).
 *
 * @param version of the unit: in version 2 a {@code ref_addr} is an address
 * @param is64 64-bit DWARF, in which offsets take 8 bytes
 */
record Forms(int version, boolean is64) {
    static final int ADDRESS_BYTES = 8;
    private static final int VARIABLE = -1;
    private static final int UNKNOWN = -2;

    int offsetBytes() {
        return is64 ? 8 : 4;
    }

    boolean isKnown(int form) {
        return fixedSize(form) != UNKNOWN;
    }

    /** Bytes of every value, or negative if values say how long they are. */
    int fixedSize(int form) {
        return switch (form) {
            case DwarfForm.FLAG_PRESENT, DwarfForm.IMPLICIT_CONST -> 0;
            case DwarfForm.DATA1, DwarfForm.REF1, DwarfForm.FLAG, DwarfForm.STRX1, DwarfForm.ADDRX1 -> 1;
            case DwarfForm.DATA2, DwarfForm.REF2, DwarfForm.STRX2, DwarfForm.ADDRX2 -> 2;
            case DwarfForm.STRX3, DwarfForm.ADDRX3 -> 3;
            case DwarfForm.DATA4, DwarfForm.REF4, DwarfForm.STRX4, DwarfForm.ADDRX4, DwarfForm.REF_SUP4 -> 4;
            case DwarfForm.DATA8, DwarfForm.REF8, DwarfForm.REF_SIG8, DwarfForm.REF_SUP8 -> 8;
            case DwarfForm.DATA16 -> 16;
            case DwarfForm.ADDR -> ADDRESS_BYTES;
            case DwarfForm.REF_ADDR -> version <= 2 ? ADDRESS_BYTES : offsetBytes();
            case DwarfForm.STRP,
                    DwarfForm.LINE_STRP,
                    DwarfForm.SEC_OFFSET,
                    DwarfForm.STRP_SUP,
                    DwarfForm.GNU_REF_ALT,
                    DwarfForm.GNU_STRP_ALT -> offsetBytes();
            case DwarfForm.STRING,
                    DwarfForm.BLOCK,
                    DwarfForm.BLOCK1,
                    DwarfForm.BLOCK2,
                    DwarfForm.BLOCK4,
                    DwarfForm.EXPRLOC,
                    DwarfForm.SDATA,
                    DwarfForm.UDATA,
                    DwarfForm.REF_UDATA,
                    DwarfForm.INDIRECT,
                    DwarfForm.STRX,
                    DwarfForm.ADDRX,
                    DwarfForm.LOCLISTX,
                    DwarfForm.RNGLISTX,
                    DwarfForm.GNU_ADDR_INDEX,
                    DwarfForm.GNU_STR_INDEX -> VARIABLE;
            default -> UNKNOWN;
        };
    }

    /** Steps over a value. */
    void skip(DwarfCursor cursor, int form) {
        int size = fixedSize(form);
        if (size >= 0) {
            cursor.skip(size);
            return;
        }
        switch (form) {
            case DwarfForm.STRING -> cursor.skipText();
            case DwarfForm.BLOCK, DwarfForm.EXPRLOC -> cursor.skip(cursor.uleb());
            case DwarfForm.BLOCK1 -> cursor.skip(cursor.u8());
            case DwarfForm.BLOCK2 -> cursor.skip(cursor.u16());
            case DwarfForm.BLOCK4 -> cursor.skip(cursor.u32());
            case DwarfForm.INDIRECT -> skip(cursor, indirect(cursor));
            default -> cursor.skipLeb();
        }
    }

    /** The form that stands before the value instead of in the abbreviation. */
    int indirect(DwarfCursor cursor) {
        int start = cursor.at();
        long form = cursor.uleb();
        // implicit_const has its value in the abbreviation, where there is none.
        if (form < 0
                || form > 0xffff
                || form == DwarfForm.INDIRECT
                || form == DwarfForm.IMPLICIT_CONST
                || !isKnown((int) form)) {
            throw cursor.problem(start, "form 0x" + Long.toHexString(form) + " in place of an indirect one. The file is damaged");
        }
        return (int) form;
    }

    /** Steps over all attributes of a DIE. */
    void skip(DwarfCursor cursor, Abbreviation abbreviation) {
        for (int step : abbreviation.skips()) {
            if (step > 0) {
                cursor.skip(step);
            } else {
                skip(cursor, -step);
            }
        }
    }
}
