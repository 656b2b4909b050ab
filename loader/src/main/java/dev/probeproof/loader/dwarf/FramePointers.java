// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/** Pointers in the encodings of {@code .eh_frame} ({@code DW_EH_PE_*}, Linux Standard Base). */
final class FramePointers {
    static final int ABSOLUTE = 0x00;
    static final int OMITTED = 0xff;

    private static final int INDIRECT = 0x80;
    private static final int PC_RELATIVE = 0x10;
    private static final int FUNCTION_RELATIVE = 0x40;
    private static final int ALIGNED = 0x50;

    private final FrameSection section;

    FramePointers(FrameSection section) {
        this.section = section;
    }

    /**
     * The pointer at the cursor.
     *
     * @param function start of the function, for pointers relative to it
     */
    long read(DwarfCursor cursor, int encoding, int addressBytes, long function) {
        int start = cursor.at();
        if ((encoding & 0x70) == ALIGNED) {
            cursor.skip(-(section.address() + start) & (addressBytes - 1));
            return cursor.unsigned(addressBytes);
        }
        long value = size(cursor, encoding & 0x0f, addressBytes);
        if ((encoding & INDIRECT) != 0) {
            throw cursor.problem(start, unknown(encoding));
        }
        return switch (encoding & 0x70) {
            case 0 -> value;
            case PC_RELATIVE -> section.address() + start + value;
            case FUNCTION_RELATIVE -> function + value;
            default -> throw cursor.problem(start, unknown(encoding));
        };
    }

    /** Steps over a pointer whatever it is relative to. */
    void skip(DwarfCursor cursor, int encoding, int addressBytes) {
        if (encoding == OMITTED) {
            return;
        }
        if ((encoding & 0x70) == ALIGNED) {
            cursor.skip((-(section.address() + cursor.at()) & (addressBytes - 1)) + addressBytes);
        } else {
            size(cursor, encoding & 0x0f, addressBytes);
        }
    }

    /** The number alone, as the lengths of functions are. */
    long size(DwarfCursor cursor, int format, int addressBytes) {
        return switch (format & 0x0f) {
            case 0x0 -> cursor.unsigned(addressBytes);
            case 0x1 -> cursor.uleb();
            case 0x2 -> cursor.unsigned(2);
            case 0x3 -> cursor.unsigned(4);
            case 0x4, 0xc -> cursor.unsigned(8);
            case 0x9 -> cursor.sleb();
            case 0xa -> (short) cursor.unsigned(2);
            case 0xb -> (int) cursor.unsigned(4);
            default -> throw cursor.problem(cursor.at(), unknown(format));
        };
    }

    private static String unknown(int encoding) {
        return "a pointer in encoding 0x" + Integer.toHexString(encoding) + ", which call frames do not use";
    }
}
