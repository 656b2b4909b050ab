// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;

/** Reads numbers of the sizes that DWARF uses, one after the other. */
final class ExpressionCursor {
    private static final int LONGEST_LEB128 = 16;

    private final Bytes bytes;
    private long at;

    ExpressionCursor(Bytes bytes, long at) {
        this.bytes = bytes;
        this.at = at;
    }

    Bytes bytes() {
        return bytes;
    }

    long at() {
        return at;
    }

    boolean isAtEnd() {
        return at >= bytes.size();
    }

    int u8() {
        return bytes.u8(at++);
    }

    /** An unsigned number of 1, 2, 4 or 8 bytes. */
    long unsigned(int sizeBytes) {
        long value =
                switch (sizeBytes) {
                    case 1 -> bytes.u8(at);
                    case 2 -> bytes.u16(at);
                    case 4 -> bytes.u32(at);
                    case 8 -> bytes.u64(at);
                    default -> throw bytes.corrupt(at, "a number of " + sizeBytes + " bytes");
                };
        at += sizeBytes;
        return value;
    }

    long signed(int sizeBytes) {
        int unused = Long.SIZE - 8 * sizeBytes;
        return unsigned(sizeBytes) << unused >> unused;
    }

    /** Bits above the 64th are dropped: producers pad, and nothing needs more. */
    long uleb() {
        return leb(false);
    }

    long sleb() {
        return leb(true);
    }

    private long leb(boolean signed) {
        long start = at;
        long value = 0;
        int shift = 0;
        int next;
        do {
            if (at - start >= LONGEST_LEB128) {
                throw bytes.corrupt(start, "a LEB128 number of more than " + LONGEST_LEB128 + " bytes");
            }
            next = u8();
            if (shift < Long.SIZE) {
                value |= (next & 0x7fL) << shift;
            }
            shift += 7;
        } while ((next & 0x80) != 0);
        if (signed && shift < Long.SIZE && (next & 0x40) != 0) {
            value |= -1L << shift;
        }
        return value;
    }

    Bytes block(long length, String name) {
        Bytes block = bytes.slice(at, length, name);
        at += length;
        return block;
    }

    void skip(long count) {
        bytes.slice(at, count, "block");
        at += count;
    }
}
