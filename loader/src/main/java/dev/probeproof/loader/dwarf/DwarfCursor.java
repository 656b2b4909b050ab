// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;

/** Reads a part of a debug section from front to back; leaving the part is a {@link DwarfException} that names the place. */
final class DwarfCursor {
    /** {@code unit_length} that announces 64-bit DWARF; smaller ones from {@link #RESERVED_LENGTH} on mean nothing yet. */
    private static final long LENGTH_64 = 0xffff_ffffL;

    private static final long RESERVED_LENGTH = 0xffff_fff0L;
    private static final int LONGEST_LEB = 10;

    private final Bytes bytes;
    private final int end;
    private int at;
    private boolean is64;

    /** The part from one offset up to another. */
    DwarfCursor(Bytes bytes, long from, long to) {
        this.bytes = bytes;
        if (from < 0 || to < from || to > bytes.size()) {
            throw problem(
                    bytes,
                    from,
                    "nothing is there: the part ends at 0x" + Long.toHexString(Math.min(to, bytes.size()))
                            + ". The file is damaged or was cut off");
        }
        this.at = (int) from;
        this.end = (int) to;
    }

    /** Everything from an offset on. */
    DwarfCursor(Bytes bytes, long from) {
        this(bytes, from, bytes.size());
    }

    static DwarfException problem(Bytes bytes, long offset, String problem) {
        return new DwarfException(bytes.source(), bytes.section(), offset, problem);
    }

    DwarfException problem(long offset, String problem) {
        return problem(bytes, offset, problem);
    }

    Bytes bytes() {
        return bytes;
    }

    int at() {
        return at;
    }

    int end() {
        return end;
    }

    boolean atEnd() {
        return at >= end;
    }

    int remaining() {
        return end - at;
    }

    void seek(long offset) {
        if (offset < 0 || offset > end) {
            throw problem(at, "leads to 0x" + Long.toHexString(offset) + ", outside of its part. The file is damaged");
        }
        at = (int) offset;
    }

    void skip(long count) {
        take(count);
    }

    private int take(long count) {
        if (count < 0 || count > end - at) {
            throw problem(
                    at,
                    Long.toUnsignedString(count) + " bytes wanted, " + (end - at) + " left. The file is damaged or was cut off");
        }
        int from = at;
        at += (int) count;
        return from;
    }

    int u8() {
        return bytes.u8(take(1));
    }

    int u16() {
        return bytes.u16(take(2));
    }

    /** Three bytes, as indexes of strings and addresses may have. */
    int u24() {
        int from = take(3);
        int first = bytes.u8(from);
        int second = bytes.u8(from + 1);
        int third = bytes.u8(from + 2);
        return bytes.order() == java.nio.ByteOrder.LITTLE_ENDIAN
                ? first | second << 8 | third << 16
                : first << 16 | second << 8 | third;
    }

    long u32() {
        return bytes.u32(take(4));
    }

    long u64() {
        return bytes.u64(take(8));
    }

    /** A number of as many bytes as it says: 1, 2, 4 or 8. */
    long unsigned(int size) {
        return switch (size) {
            case 1 -> u8();
            case 2 -> u16();
            case 4 -> u32();
            case 8 -> u64();
            default -> throw problem(at, "a number of " + size + " bytes; 1, 2, 4 and 8 are known");
        };
    }

    /** An unsigned LEB128 number; those above 64 bits are refused unless the rest is zero. */
    long uleb() {
        int start = at;
        long value = 0;
        for (int i = 0; i < LONGEST_LEB; i++) {
            int part = u8();
            value |= (long) (part & 0x7f) << 7 * i;
            if ((part & 0x80) == 0) {
                return value;
            }
        }
        return afterLongNumber(start, value);
    }

    /** A signed LEB128 number. */
    long sleb() {
        int start = at;
        long value = 0;
        for (int i = 0; i < LONGEST_LEB; i++) {
            int part = u8();
            value |= (long) (part & 0x7f) << 7 * i;
            if ((part & 0x80) == 0) {
                int bits = 7 * (i + 1);
                return bits < Long.SIZE ? value << Long.SIZE - bits >> Long.SIZE - bits : value;
            }
        }
        return afterLongNumber(start, value);
    }

    private long afterLongNumber(int start, long value) {
        // Producers may pad a number; more than 16 bytes of it is damage.
        for (int i = LONGEST_LEB; i < 16; i++) {
            int part = u8();
            if ((part & 0x80) == 0) {
                return value;
            }
        }
        throw problem(start, "a LEB128 number without an end. The file is damaged");
    }

    void skipLeb() {
        while ((u8() & 0x80) != 0) {
            continue;
        }
    }

    /** The NUL-terminated text here. */
    String text() {
        int from = at;
        skipText();
        byte[] text = new byte[at - from - 1];
        bytes.copyTo(from, text, 0, text.length);
        return new String(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    void skipText() {
        int from = at;
        while (at < end && bytes.u8(at) != 0) {
            at++;
        }
        if (at == end) {
            at = from;
            throw problem(from, "text without a terminating NUL. The file is damaged");
        }
        at++;
    }

    /** The next bytes, named by where they are. */
    Bytes block(long size) {
        int from = take(size);
        return bytes.slice(from, size, bytes.section() + "+0x" + Integer.toHexString(from));
    }

    /** {@code unit_length}; from then on {@link #offset} reads offsets of the format that it announced. */
    long unitLength() {
        int start = at;
        long length = u32();
        is64 = length == LENGTH_64;
        if (is64) {
            length = u64();
        } else if (length >= RESERVED_LENGTH) {
            throw problem(start, "a length of 0x" + Long.toHexString(length) + ", which is reserved. The file is damaged");
        }
        if (length < 0 || length > end - at) {
            throw problem(
                    start,
                    "a length of " + Long.toUnsignedString(length) + " bytes, but " + (end - at)
                            + " are left. The file is damaged or was cut off");
        }
        return length;
    }

    boolean is64() {
        return is64;
    }

    /** For parts whose format is known from elsewhere. */
    DwarfCursor in64(boolean format64) {
        is64 = format64;
        return this;
    }

    /** An offset into a section: 4 or 8 bytes. */
    long offset() {
        return is64 ? u64() : u32();
    }
}
