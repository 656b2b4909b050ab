// SPDX-License-Identifier: MIT
package dev.probeproof.loader.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes, in one byte order, that knows where it came from: every access is checked against its
 * bounds and answered with a {@link CorruptObjectException} that names the file, the part and the byte.
 *
 * <p>A view made by {@link #slice} shares the array, or the mapping of a file; nothing can write to it. Offsets and sizes
 * are bytes.
 *
 * <p>Numbers are put together byte by byte: handles of {@code java.lang.invoke} are no faster here once compiled, and until
 * then, which is all the time that a short command has, many times slower.
 */
public final class Bytes {
    private static final byte[] NONE = {};

    /** Empty if the bytes are those of a mapped file. */
    private final byte[] array;

    /** A mapped file in the order of these bytes; only absolute reads, so that views can share it. */
    private final @Nullable ByteBuffer mapping;

    private final int start;
    private final int size;
    private final ByteOrder order;
    private final String source;
    private final String section;

    private Bytes(
            byte[] array,
            @Nullable ByteBuffer mapping,
            int start,
            int size,
            ByteOrder order,
            String source,
            String section) {
        this.array = array;
        this.mapping = mapping;
        this.start = start;
        this.size = size;
        this.order = order;
        this.source = source;
        this.section = section;
    }

    /** A copy of the array, little-endian until {@link #withOrder} says otherwise. */
    public static Bytes copyOf(byte[] array, String source) {
        return new Bytes(array.clone(), null, 0, array.length, ByteOrder.LITTLE_ENDIAN, source, "file");
    }

    /** The same bytes without copying: the caller promises never to write to the array again. */
    public static Bytes wrap(byte[] array, String source) {
        return new Bytes(array, null, 0, array.length, ByteOrder.LITTLE_ENDIAN, source, "file");
    }

    /**
     * The bytes of a file without reading them all: for images of hundreds of megabytes, of which little is needed. The
     * mapping lives until the last view of it is gone; nobody may shorten the file before that.
     *
     * @throws CorruptObjectException if the file is larger than 2 GiB
     * @throws IOException if the file cannot be opened or mapped
     */
    public static Bytes map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new CorruptObjectException(
                        file.toString(),
                        "file",
                        -1,
                        size + " bytes; files of up to 2 GiB are read. 'objcopy --only-keep-debug' makes a smaller one");
            }
            ByteBuffer mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
            return new Bytes(
                    NONE,
                    mapping.order(ByteOrder.LITTLE_ENDIAN),
                    0,
                    (int) size,
                    ByteOrder.LITTLE_ENDIAN,
                    file.toString(),
                    "file");
        }
    }

    /** The same bytes, read in another order. */
    public Bytes withOrder(ByteOrder newOrder) {
        ByteBuffer reordered = mapping == null ? null : mapping.duplicate().order(newOrder);
        return new Bytes(array, reordered, start, size, newOrder, source, section);
    }

    /** The same bytes under another name for error messages. */
    public Bytes named(String newSection) {
        return new Bytes(array, mapping, start, size, order, source, newSection);
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
        return new Bytes(array, mapping, start + (int) offset, (int) length, order, source, newSection);
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
        return at(start + (int) offset) & 0xff;
    }

    public int u16(long offset) {
        check(offset, 2);
        int at = start + (int) offset;
        int first = at(at) & 0xff;
        int second = at(at + 1) & 0xff;
        return order == ByteOrder.LITTLE_ENDIAN ? first | second << 8 : first << 8 | second;
    }

    public int s32(long offset) {
        check(offset, 4);
        return word(start + (int) offset);
    }

    private byte at(int index) {
        return mapping == null ? array[index] : mapping.get(index);
    }

    private int word(int at) {
        if (mapping != null) {
            return mapping.getInt(at);
        }
        byte[] bytes = array;
        return order == ByteOrder.LITTLE_ENDIAN
                ? bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24
                : bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    public long u32(long offset) {
        return s32(offset) & 0xffff_ffffL;
    }

    /** 64 bits; unsigned values above the signed range come out negative. */
    public long u64(long offset) {
        check(offset, 8);
        int at = start + (int) offset;
        long first = word(at) & 0xffff_ffffL;
        long second = word(at + 4) & 0xffff_ffffL;
        return order == ByteOrder.LITTLE_ENDIAN ? first | second << 32 : first << 32 | second;
    }

    /** The NUL-terminated UTF-8 text that starts at the offset, without the NUL. */
    public String cString(long offset) {
        int length = cStringSize(offset);
        if (mapping != null) {
            byte[] text = new byte[length];
            mapping.get(start + (int) offset, text);
            return new String(text, StandardCharsets.UTF_8);
        }
        return new String(array, start + (int) offset, length, StandardCharsets.UTF_8);
    }

    /** Bytes of the NUL-terminated text that starts at the offset, without the NUL. */
    public int cStringSize(long offset) {
        check(offset, 1);
        int from = start + (int) offset;
        int limit = start + size;
        int end = from;
        while (end < limit && at(end) != 0) {
            end++;
        }
        if (end == limit) {
            throw corrupt(offset, "text without a terminating NUL");
        }
        return end - from;
    }

    /** A copy of everything. */
    public byte[] toArray() {
        byte[] copy = new byte[size];
        copyTo(0, copy, 0, size);
        return copy;
    }

    /** Copies a range into an array of the caller's. */
    public void copyTo(long offset, byte[] target, int targetOffset, int length) {
        check(offset, length);
        if (mapping != null) {
            mapping.get(start + (int) offset, target, targetOffset, length);
        } else {
            System.arraycopy(array, start + (int) offset, target, targetOffset, length);
        }
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
        if (!(other instanceof Bytes that) || size != that.size) {
            return false;
        }
        if (mapping == null && that.mapping == null) {
            return Arrays.equals(array, start, start + size, that.array, that.start, that.start + that.size);
        }
        for (int i = 0; i < size; i++) {
            if (at(start + i) != that.at(that.start + i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = start; i < start + size; i++) {
            hash = 31 * hash + at(i);
        }
        return hash;
    }

    /** Lower-case hex, at most 64 bytes of it. */
    @Override
    public String toString() {
        int shown = Math.min(size, 64);
        byte[] first = new byte[shown];
        copyTo(0, first, 0, shown);
        return HexFormat.of().formatHex(first) + (shown < size ? "… (" + size + " bytes)" : "");
    }
}
