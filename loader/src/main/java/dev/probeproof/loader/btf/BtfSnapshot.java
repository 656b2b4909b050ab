// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Types that were read once, with what reading found out: where every record starts, and the index of names. To open one
 * takes nothing but its checksum, which tells what was damaged since, where reading takes some steps for each of 100,000
 * types and names: of a mapped file all is used where it lies. For caches of one machine and one version of this code.
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
        IntBuffer offsets = btf.recordOffsets();
        IntBuffer heads = index.heads();
        IntBuffer next = index.next();
        byte[] blob = btf.raw().toArray();
        ByteBuffer file = ByteBuffer.allocate(
                        WORD_BYTES * (HEADER_WORDS + offsets.capacity() + heads.capacity() + next.capacity())
                                + blob.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(MAGIC).putInt(offsets.capacity()).putInt(heads.capacity()).putInt(blob.length);
        file.position(WORD_BYTES * HEADER_WORDS);
        for (IntBuffer words : List.of(offsets, heads, next)) {
            file.asIntBuffer().put(words.duplicate());
            file.position(file.position() + WORD_BYTES * words.capacity());
        }
        file.put(blob);
        file.putInt(WORD_BYTES * (HEADER_WORDS - 1), checksum(file));
        return file.array();
    }

    /**
     * The types again.
     *
     * @param file a file that was mapped, from its start to its end; nobody may write to it
     * @param source where the types came from, for messages
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if these are not the whole bytes of a snapshot
     */
    public static Btf open(ByteBuffer file, String source) {
        Bytes whole = Bytes.mapped(file, source);
        if (whole.s32(0) != MAGIC) {
            throw whole.corrupt(0, "not a snapshot of types");
        }
        int types = whole.s32(WORD_BYTES);
        int heads = whole.s32(2 * WORD_BYTES);
        int blob = whole.s32(3 * WORD_BYTES);
        long words = HEADER_WORDS + 2L * types + heads;
        if (types < 0 || heads < 0 || blob < 0 || WORD_BYTES * words + blob != whole.size()) {
            throw whole.corrupt(0, "a snapshot of types of another size");
        }
        if (checksum(file) != whole.s32(WORD_BYTES * (HEADER_WORDS - 1))) {
            throw whole.corrupt(0, "a damaged snapshot of types");
        }
        int atHeads = WORD_BYTES * (HEADER_WORDS + types);
        Btf btf = BtfReader.readChecked(
                whole.slice(whole.size() - blob, blob, "file"),
                whole.littleEndianWords(WORD_BYTES * HEADER_WORDS, types));
        btf.adopt(new NameIndex(
                btf.firstId(),
                whole.littleEndianWords(atHeads, heads),
                whole.littleEndianWords(atHeads + WORD_BYTES * heads, types)));
        return btf;
    }

    private static int checksum(ByteBuffer file) {
        CRC32 crc = new CRC32();
        int from = WORD_BYTES * HEADER_WORDS;
        crc.update(file.duplicate().clear().limit(from - WORD_BYTES));
        crc.update(file.duplicate().clear().position(from));
        return (int) crc.getValue();
    }
}
