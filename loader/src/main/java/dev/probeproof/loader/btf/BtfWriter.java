// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.nio.ByteOrder;

/**
 * Writes a BTF anew, in either byte order: every type under its id, every text once. What reads it finds the same; a
 * big-endian kernel's types become readable for a little-endian one and the other way round.
 */
public final class BtfWriter {
    private BtfWriter() {}

    /** In its own byte order. */
    public static byte[] write(Btf btf) {
        return write(btf, btf.order());
    }

    /**
     * Split BTF comes out as split BTF over the same base, texts of the base not repeated.
     *
     * @throws IllegalArgumentException if the order changes and a record is of a kind newer than {@link BtfKind}
     */
    public static byte[] write(Btf btf, ByteOrder order) {
        StringTable strings = StringTable.over(btf.base());
        RecordCopier records = new RecordCopier(btf, order, strings, id -> id);
        for (int id = btf.firstId(); id < btf.endId(); id++) {
            records.copy(id);
        }
        return BtfBlob.of(order, records.toBytes(), strings.toBytes(), btf.layout());
    }
}
