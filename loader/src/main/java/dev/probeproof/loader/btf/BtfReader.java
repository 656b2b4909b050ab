// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code .BTF} blob (kernel documentation, "BPF Type Format"). The magic number tells the byte order. Every
 * record is walked once, so that a cut or damaged blob is refused here and not at some later look-up.
 *
 * <p>Kinds that are newer than this reader are stepped over where the blob has a layout section, which tells their size.
 */
public final class BtfReader {
    static final int MAGIC = 0xeb9f;
    static final int VERSION = 1;

    /** Without a layout section, and with one. */
    static final int HEADER_BYTES = 24;

    static final int LAYOUT_HEADER_BYTES = 32;

    private BtfReader() {}

    /**
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the bytes are not whole, well-formed BTF
     */
    public static Btf read(Bytes bytes) {
        return read(bytes, null);
    }

    /**
     * Reads a module's split BTF, whose ids and strings continue those of its base.
     *
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the bytes are not whole, well-formed BTF
     */
    public static Btf readSplit(Bytes bytes, Btf base) {
        return read(bytes, base);
    }

    private static Btf read(Bytes file, @Nullable Btf base) {
        Bytes bytes = inItsOrder(file.named(".BTF"));
        if (bytes.u8(2) != VERSION) {
            throw bytes.corrupt(2, "BTF version " + bytes.u8(2) + "; only version " + VERSION + " is known");
        }
        long headerBytes = bytes.u32(4);
        if (headerBytes < HEADER_BYTES) {
            throw bytes.corrupt(4, "a header of " + headerBytes + " bytes; at least " + HEADER_BYTES + " are needed");
        }
        if (bytes.u32(8) % 4 != 0) {
            throw bytes.corrupt(8, "types start at byte " + bytes.u32(8) + ", which is not a multiple of 4");
        }
        Bytes types = bytes.slice(headerBytes + bytes.u32(8), bytes.u32(12), "type section of .BTF");
        Bytes strings = bytes.slice(headerBytes + bytes.u32(16), bytes.u32(20), "string section of .BTF");
        checkStrings(strings, base != null);
        BtfLayout layout = layout(bytes, headerBytes);
        Btf btf = new Btf(base, bytes, types, strings, layout, IntBuffer.wrap(walk(types, layout)));
        BtfValidator.validate(btf);
        return btf;
    }

    /** Takes on trust what was read before: neither looks for the records nor checks them. */
    static Btf readChecked(Bytes file, IntBuffer offsets) {
        Bytes bytes = inItsOrder(file.named(".BTF"));
        long headerBytes = bytes.u32(4);
        Bytes types = bytes.slice(headerBytes + bytes.u32(8), bytes.u32(12), "type section of .BTF");
        Bytes strings = bytes.slice(headerBytes + bytes.u32(16), bytes.u32(20), "string section of .BTF");
        return new Btf(null, bytes, types, strings, layout(bytes, headerBytes), offsets);
    }

    private static Bytes inItsOrder(Bytes bytes) {
        Bytes little = bytes.withOrder(ByteOrder.LITTLE_ENDIAN);
        if (little.u16(0) == MAGIC) {
            return little;
        }
        Bytes big = bytes.withOrder(ByteOrder.BIG_ENDIAN);
        if (big.u16(0) == MAGIC) {
            return big;
        }
        throw bytes.corrupt(0, "not BTF: it starts with 0x" + Integer.toHexString(big.u16(0)) + ", not with 0xeb9f");
    }

    /** The table of a split BTF continues its base's: it need not start with the empty text, and may be empty itself. */
    private static void checkStrings(Bytes strings, boolean split) {
        if (split && strings.size() == 0) {
            return;
        }
        if (strings.size() == 0 || strings.u8(strings.size() - 1) != 0 || !split && strings.u8(0) != 0) {
            throw strings.corrupt(0, "it must start and end with a NUL");
        }
    }

    private static BtfLayout layout(Bytes bytes, long headerBytes) {
        int known = headerBytes >= LAYOUT_HEADER_BYTES ? LAYOUT_HEADER_BYTES : HEADER_BYTES;
        for (long at = known; at < headerBytes; at++) {
            if (bytes.u8(at) != 0) {
                throw bytes.corrupt(at, "a header of " + headerBytes + " bytes says something that is not understood");
            }
        }
        if (known == HEADER_BYTES || bytes.u32(HEADER_BYTES + 4) == 0) {
            return BtfLayout.NONE;
        }
        return new BtfLayout(bytes.slice(
                headerBytes + bytes.u32(HEADER_BYTES), bytes.u32(HEADER_BYTES + 4), "layout section of .BTF"));
    }

    private static int[] walk(Bytes types, BtfLayout layout) {
        int[] offsets = new int[16 + types.size() / 24];
        int count = 0;
        long at = 0;
        while (at < types.size()) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count * 2);
            }
            offsets[count++] = (int) at;
            long end = at + recordBytes(types, (int) at, layout);
            if (end > types.size()) {
                throw types.corrupt(
                        at, "the record of type " + count + " ends " + (end - types.size()) + " bytes too late");
            }
            at = end;
        }
        return Arrays.copyOf(offsets, count);
    }

    private static long recordBytes(Bytes types, int at, BtfLayout layout) {
        int number = BtfDecoder.kindNumber(types, at);
        int length = BtfDecoder.length(types, at);
        BtfKind kind = BtfKind.known(number);
        if (kind != BtfKind.VOID) {
            return BtfDecoder.HEADER_BYTES + 4 * RecordShape.of(kind).bodyWords(length);
        }
        if (layout.knows(number)) {
            return BtfDecoder.HEADER_BYTES + layout.bodyBytes(number, length);
        }
        throw types.corrupt(at + 4, "unknown type kind " + number);
    }
}
