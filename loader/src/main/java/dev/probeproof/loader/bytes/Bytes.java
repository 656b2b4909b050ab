// SPDX-License-Identifier: MIT
package dev.probeproof.loader.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable run of bytes, in one byte order, that knows where it came from: every access is checked against its
 * bounds and answered with a {@link CorruptObjectException} that names the file, the part and the byte.
 *
 * <p>A view made by {@link #slice} shares the array; nothing can write to it. Offsets and sizes are bytes.
 */
public final class Bytes {
    private static final VarHandle LE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] array;
    private final int start;
    private final int size;
    private final ByteOrder order;
    private final String source;
    private final String section;

    private Bytes(byte[] array, int start, int size, ByteOrder order, String source, String section) {
        this.array = array;
        this.start = start;
        this.size = size;
        this.order = order;
        this.source = source;
        this.section = section;
    }

    /** A copy of the array, little-endian until {@link #withOrder} says otherwise. */
    public static Bytes copyOf(byte[] array, String source) {
        return new Bytes(array.clone(), 0, array.length, ByteOrder.LITTLE_ENDIAN, source, "file");
    }

    /** The same bytes without copying: the caller promises never to write to the array again. */
    public static Bytes wrap(byte[] array, String source) {
        return new Bytes(array, 0, array.length, ByteOrder.LITTLE_ENDIAN, source, "file");
    }

    /** The same bytes, read in another order. */
    public Bytes withOrder(ByteOrder newOrder) {
        return new Bytes(array, start, size, newOrder, source, section);
    }

    /** The same bytes under another name for error messages. */
    public Bytes named(String newSection) {
        return new Bytes(array, start, size, order, source, newSection);
    }

    /**
     * A view of part of these bytes.
     *
     * @throws CorruptObjectException if the range leaves these bytes
     */
    public Bytes slice(long offset, long length, String newSection) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw corrupt(
                    offset,
                    newSection + " has " + Long.toUnsignedString(length) + " bytes there, but the " + section
                            + " ends after " + size);
        }
        return new Bytes(array, start + (int) offset, (int) length, order, source, newSection);
    }

    /** How many bytes. */
    public int size() {
        return size;
    }

    public ByteOrder order() {
        return order;
    }

    /** Where the bytes came from, as error messages name it. */
    public String source() {
        return source;
    }

    /** Which part of the source this is, as error messages name it. */
    public String section() {
        return section;
    }

    /** Unsigned byte. */
    public int u8(long offset) {
        check(offset, 1);
        return array[start + (int) offset] & 0xff;
    }

    public int u16(long offset) {
        check(offset, 2);
        int at = start + (int) offset;
        return ((short) (order == ByteOrder.LITTLE_ENDIAN ? LE16.get(array, at) : BE16.get(array, at))) & 0xffff;
    }

    public int s32(long offset) {
        check(offset, 4);
        int at = start + (int) offset;
        return order == ByteOrder.LITTLE_ENDIAN ? (int) LE32.get(array, at) : (int) BE32.get(array, at);
    }

    public long u32(long offset) {
        return s32(offset) & 0xffff_ffffL;
    }

    /** 64 bits; unsigned values above the signed range come out negative. */
    public long u64(long offset) {
        check(offset, 8);
        int at = start + (int) offset;
        return order == ByteOrder.LITTLE_ENDIAN ? (long) LE64.get(array, at) : (long) BE64.get(array, at);
    }

    /** The NUL-terminated UTF-8 text that starts at the offset, without the NUL. */
    public String cString(long offset) {
        int length = cStringSize(offset);
        return new String(array, start + (int) offset, length, StandardCharsets.UTF_8);
    }

    /** Bytes of the NUL-terminated text that starts at the offset, without the NUL. */
    public int cStringSize(long offset) {
        check(offset, 1);
        int from = start + (int) offset;
        int limit = start + size;
        int end = from;
        while (end < limit && array[end] != 0) {
            end++;
        }
        if (end == limit) {
            throw corrupt(offset, "text without a terminating NUL");
        }
        return end - from;
    }

    /** A copy of everything. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, start, start + size);
    }

    /** Copies a range into an array of the caller's. */
    public void copyTo(long offset, byte[] target, int targetOffset, int length) {
        check(offset, length);
        System.arraycopy(array, start + (int) offset, target, targetOffset, length);
    }

    /** The exception that says what is wrong at an offset of these bytes. */
    public CorruptObjectException corrupt(long offset, String problem) {
        return new CorruptObjectException(source, section, offset, problem);
    }

    private void check(long offset, long length) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw corrupt(
                    offset,
                    length + " bytes wanted, but the " + section + " ends after " + size
                            + (offset < 0 ? " and starts at 0" : ""));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, start, start + size, that.array, that.start, that.start + that.size);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = start; i < start + size; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /** Lower-case hex, at most 64 bytes of it. */
    @Override
    public String toString() {
        int shown = Math.min(size, 64);
        return HexFormat.of().formatHex(array, start, start + shown) + (shown < size ? "… (" + size + " bytes)" : "");
    }
}
