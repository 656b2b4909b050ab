// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * Types that were read once, with what reading found out: where every record starts, and the index of names. To open one
 * takes a copy of its bytes, where reading takes some steps for each of 100,000 types and names. For caches of one
 * machine and one version of this code; a checksum tells what was damaged since.
 *
 * <pre>
 * magic, number of types, number of heads, bytes of BTF, checksum of all that follows: 5 x 32 bits, little-endian
 * record offsets, heads, next: 32 bits each
 * the BTF itself
 * </pre>
 */
public final class BtfSnapshot {
    private static final int MAGIC = 0x31_53_50_50;
    private static final int HEADER_WORDS = 5;
    private static final int WORD_BYTES = 4;

    private BtfSnapshot() {}

    /** The bytes to keep. Not for split BTF, whose base would be needed, too. */
    public static byte[] of(Btf btf) {
        if (btf.base() != null) {
            throw new IllegalArgumentException("split BTF has no snapshot");
        }
        NameIndex index = btf.index();
        int[] offsets = btf.recordOffsets();
        int[] heads = index.heads();
        int[] next = index.next();
        byte[] blob = btf.raw().toArray();
        ByteBuffer file = ByteBuffer.allocate(
                        WORD_BYTES * (HEADER_WORDS + offsets.length + heads.length + next.length) + blob.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(MAGIC).putInt(offsets.length).putInt(heads.length).putInt(blob.length);
        file.position(WORD_BYTES * HEADER_WORDS);
        for (int[] words : new int[][] {offsets, heads, next}) {
            file.asIntBuffer().put(words);
            file.position(file.position() + WORD_BYTES * words.length);
        }
        file.put(blob);
        file.putInt(WORD_BYTES * (HEADER_WORDS - 1), checksum(file.array()));
        return file.array();
    }

    /**
     * The types again.
     *
     * @param source where the types came from, for messages
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if these are not the whole bytes of a snapshot
     */
    public static Btf open(byte[] bytes, String source) {
        Bytes whole = Bytes.wrap(bytes, source);
        if (whole.s32(0) != MAGIC) {
            throw whole.corrupt(0, "not a snapshot of types");
        }
        int types = whole.s32(WORD_BYTES);
        int heads = whole.s32(2 * WORD_BYTES);
        int blob = whole.s32(3 * WORD_BYTES);
        long words = HEADER_WORDS + 2L * types + heads;
        if (types < 0 || heads < 0 || blob < 0 || WORD_BYTES * words + blob != bytes.length) {
            throw whole.corrupt(0, "a snapshot of types of another size");
        }
        if (checksum(bytes) != whole.s32(WORD_BYTES * (HEADER_WORDS - 1))) {
            throw whole.corrupt(0, "a damaged snapshot of types");
        }
        Btf btf = BtfReader.readChecked(
                whole.slice(bytes.length - blob, blob, "file"), words(bytes, HEADER_WORDS, types));
        btf.adopt(new NameIndex(
                btf.firstId(),
                words(bytes, HEADER_WORDS + types, heads),
                words(bytes, HEADER_WORDS + types + heads, types)));
        return btf;
    }

    private static int[] words(byte[] bytes, int from, int count) {
        int[] words = new int[count];
        ByteBuffer.wrap(bytes, WORD_BYTES * from, WORD_BYTES * count)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(words);
        return words;
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        int from = WORD_BYTES * HEADER_WORDS;
        crc.update(bytes, 0, from - WORD_BYTES);
        crc.update(bytes, from, bytes.length - from);
        return (int) crc.getValue();
    }
}
