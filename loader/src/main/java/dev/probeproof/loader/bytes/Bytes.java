// SPDX-License-Identifier: MIT
package dev.probeproof.loader.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes, in one byte order, that knows where it came from: every access is checked against its
 * bounds and answered with a {@link CorruptObjectException} that names the file, the part and the byte.
 *
 * <p>A view made by {@link #slice} shares the array; nothing can write to it. Offsets and sizes are bytes.
 *
 * <p>Numbers are put together byte by byte: handles of {@code java.lang.invoke} are no faster here once compiled, and until
 * then, which is all the time that a short command has, many times slower. That goes for buffers, too: only files that are
 * much larger than what is read of them are {@link #mapped}.
 */
public final class Bytes {
    private static final byte[] NO_ARRAY = {};

    /** Bytes of a text that are copied at once out of a mapped file. */
    private static final int PIECE_BYTES = 64;

    private final byte[] array;
    /** A mapped file in place of the array, little-endian. */
    private final @Nullable ByteBuffer mapped;

    private final int start;
    private final int size;
    private final ByteOrder order;
    private final String source;
    private final String section;

    private Bytes(
            byte[] array,
            @Nullable ByteBuffer mapped,
            int start,
            int size,
            ByteOrder order,
            String source,
            String section) {
        this.array = array;
        this.mapped = mapped;
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
     * The bytes of a buffer from its start to its limit, without copying: for a mapped file, of which only those pages
     * are read that are asked for. The caller promises that nobody writes to it.
     */
    public static Bytes mapped(ByteBuffer buffer, String source) {
        ByteBuffer whole = buffer.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
        return new Bytes(NO_ARRAY, whole, 0, whole.limit(), ByteOrder.LITTLE_ENDIAN, source, "file");
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
                        size
                                + " bytes; files of up to 2 GiB are read. 'objcopy --only-keep-debug' makes a smaller one");
            }
            return mapped(channel.map(FileChannel.MapMode.READ_ONLY, 0, size), file.toString());
        }
    }

    /** The same bytes, read in another order. */
    public Bytes withOrder(ByteOrder newOrder) {
        return new Bytes(array, mapped, start, size, newOrder, source, section);
    }

    /** The same bytes under another name for error messages. */
    public Bytes named(String newSection) {
        return new Bytes(array, mapped, start, size, order, source, newSection);
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
        return new Bytes(array, mapped, start + (int) offset, (int) length, order, source, newSection);
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
        return mapped == null ? array[index] : mapped.get(index);
    }

    private int word(int at) {
        if (mapped != null) {
            int word = mapped.getInt(at);
            return order == ByteOrder.LITTLE_ENDIAN ? word : Integer.reverseBytes(word);
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
        if (mapped != null) {
            return mappedText(offset);
        }
        return new String(array, start + (int) offset, cStringSize(offset), StandardCharsets.UTF_8);
    }

    private String mappedText(long offset) {
        check(offset, 1);
        byte[] text = new byte[(int) Math.min(PIECE_BYTES, size - offset)];
        copyTo(offset, text, 0, text.length);
        int end = end(text, text.length);
        if (end == text.length) {
            end = cStringSize(offset);
            text = new byte[end];
            copyTo(offset, text, 0, end);
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /** The index of the first NUL, or the length. */
    private static int end(byte[] text, int length) {
        int end = 0;
        while (end < length && text[end] != 0) {
            end++;
        }
        return end;
    }

    /** Bytes of the NUL-terminated text that starts at the offset, without the NUL. */
    public int cStringSize(long offset) {
        check(offset, 1);
        if (mapped != null) {
            return mappedTextSize((int) offset);
        }
        int from = start + (int) offset;
        int limit = start + size;
        int end = from;
        while (end < limit && array[end] != 0) {
            end++;
        }
        if (end == limit) {
            throw endless(offset);
        }
        return end - from;
    }

    private int mappedTextSize(int offset) {
        byte[] piece = new byte[PIECE_BYTES];
        for (int from = offset; from < size; from += PIECE_BYTES) {
            int length = Math.min(PIECE_BYTES, size - from);
            copyTo(from, piece, 0, length);
            int end = end(piece, length);
            if (end < length) {
                return from + end - offset;
            }
        }
        throw endless(offset);
    }

    private CorruptObjectException endless(long offset) {
        return corrupt(offset, "text without a terminating NUL");
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
        if (mapped == null) {
            System.arraycopy(array, start + (int) offset, target, targetOffset, length);
        } else {
            mapped.get(start + (int) offset, target, targetOffset, length);
        }
    }

    /** Numbers of 32 bits in little-endian order, whatever the order of these bytes, without copying if they are mapped. */
    public IntBuffer littleEndianWords(long offset, int count) {
        check(offset, 4L * count);
        ByteBuffer bytes = mapped == null ? ByteBuffer.wrap(array) : mapped.duplicate();
        return bytes.order(ByteOrder.LITTLE_ENDIAN)
                .slice(start + (int) offset, 4 * count)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .asReadOnlyBuffer();
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
        return other instanceof Bytes that && buffer().equals(that.buffer());
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = start; i < start + size; i++) {
            hash = 31 * hash + at(i);
        }
        return hash;
    }

    private ByteBuffer buffer() {
        return (mapped == null ? ByteBuffer.wrap(array) : mapped).slice(start, size);
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
