// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * The entries of a list of ranges or locations of DWARF 5 (sections 7.25 and 7.29), whose kinds are the same but for the
 * numbers.
 */
final class ListEntries {
    /** What a default entry covers: every address that no other entry does. */
    static final AddressRange DEFAULT = new AddressRange(0, -1);

    private static final int END = 0;
    private static final int BASE_INDEX = 1;
    private static final int START_END_INDEX = 2;
    private static final int START_LENGTH_INDEX = 3;
    private static final int OFFSETS = 4;
    private static final int BASE = 5;
    private static final int START_END = 6;
    private static final int START_LENGTH = 7;
    private static final int DEFAULT_LOCATION = 100;
    private static final int VIEWS = 101;

    private final CompilationUnit unit;
    private final DwarfCursor cursor;
    private final boolean locations;
    private long base;
    private boolean hasBase;

    ListEntries(CompilationUnit unit, DwarfCursor cursor, boolean locations) {
        this.unit = unit;
        this.cursor = cursor;
        this.locations = locations;
    }

    /** The addresses of the next entry, behind which an expression follows in lists of locations; null at the end. */
    @Nullable AddressRange next() {
        while (true) {
            int start = cursor.at();
            int kind = kind(cursor.u8());
            switch (kind) {
                case END -> {
                    return null;
                }
                case BASE_INDEX -> setBase(unit.address(cursor.uleb()));
                case BASE -> setBase(cursor.u64());
                case VIEWS -> {
                    cursor.uleb();
                    cursor.uleb();
                }
                case START_END_INDEX -> {
                    long low = unit.address(cursor.uleb());
                    return new AddressRange(low, unit.address(cursor.uleb()));
                }
                case START_LENGTH_INDEX -> {
                    long low = unit.address(cursor.uleb());
                    return new AddressRange(low, low + cursor.uleb());
                }
                case OFFSETS -> {
                    long origin = hasBase ? base : unit.lowPc();
                    long low = origin + cursor.uleb();
                    return new AddressRange(low, origin + cursor.uleb());
                }
                case START_END -> {
                    long low = cursor.u64();
                    return new AddressRange(low, cursor.u64());
                }
                case START_LENGTH -> {
                    long low = cursor.u64();
                    return new AddressRange(low, low + cursor.uleb());
                }
                case DEFAULT_LOCATION -> {
                    return DEFAULT;
                }
                default -> throw cursor.problem(start, "a list entry of kind " + kind + ", which is not known");
            }
        }
    }

    private void setBase(long address) {
        base = address;
        hasBase = true;
    }

    /** Lists of locations have the default location in between, and GNU's pairs of views at the end. */
    private int kind(int number) {
        if (number <= OFFSETS) {
            return number;
        }
        if (!locations) {
            return number <= START_LENGTH ? number : -number;
        }
        return switch (number) {
            case 5 -> DEFAULT_LOCATION;
            case 6 -> BASE;
            case 7 -> START_END;
            case 8 -> START_LENGTH;
            case 9 -> VIEWS;
            default -> -number;
        };
    }
}
