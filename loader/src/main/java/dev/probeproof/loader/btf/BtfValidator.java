// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;

/**
 * Walks every record once, so that a damaged blob is refused when it is read and not at some later look-up: names lie
 * in the string table, references name existing types, members lie in their struct.
 */
final class BtfValidator {
    /**
     * Names may overlap in the string table, so that a small blob can name gigabytes. All names of a real kernel take
     * half the size of its BTF (measured on seven kernels from 5.10 to 7.2); this leaves a wide margin.
     */
    private static final int MAX_NAME_BYTES_PER_BYTE = 16;

    private static final int SMALL_BLOB_BYTES = 4096;

    private final Btf btf;
    private final Bytes types;
    private final int endId;
    private long nameBytesLeft;

    private BtfValidator(Btf btf) {
        this.btf = btf;
        this.types = btf.typeSection();
        this.endId = btf.endId();
        this.nameBytesLeft = (long) MAX_NAME_BYTES_PER_BYTE * (btf.raw().size() + SMALL_BLOB_BYTES);
    }

    static void validate(Btf btf) {
        BtfValidator validator = new BtfValidator(btf);
        for (int id = btf.firstId(); id < btf.endId(); id++) {
            validator.record(id, btf.recordOffset(id));
        }
    }

    private void record(int id, int at) {
        name(at);
        BtfKind kind = BtfDecoder.kind(types, at);
        RecordShape shape = RecordShape.of(kind);
        if (shape.refers()) {
            reference(id, at + 8);
        }
        int body = at + BtfDecoder.HEADER_BYTES;
        int words = (int) shape.bodyWords(BtfDecoder.length(types, at));
        for (int i = 0; i < words; i++) {
            RecordShape.Word word = shape.word(i);
            if (word == RecordShape.Word.NAME) {
                name(body + 4L * i);
            } else if (word == RecordShape.Word.TYPE) {
                reference(id, body + 4L * i);
            }
        }
        if (kind.isComposite()) {
            members(id, at, body, words / shape.partWords());
        } else if (kind == BtfKind.INT) {
            integer(id, at, body);
        }
    }

    private void integer(int id, int at, int body) {
        long word = types.u32(body);
        long end = (word & 0xff) + (word >> 16 & 0xff);
        if (end > 8 * types.u32(at + 8)) {
            throw types.corrupt(body, "integer type " + id + " has bits beyond its " + types.u32(at + 8) + " bytes");
        }
    }

    private void members(int id, int at, int body, int count) {
        long size = types.u32(at + 8);
        boolean bitfields = BtfDecoder.flag(types, at);
        for (int i = 0; i < count; i++) {
            long offset = types.u32(body + 12L * i + 8);
            if ((bitfields ? offset & 0xff_ffff : offset) > 8 * size) {
                throw types.corrupt(
                        body + 12L * i + 8, "member " + i + " of type " + id + " starts beyond its " + size + " bytes");
            }
        }
    }

    private void name(long at) {
        nameBytesLeft -= btf.stringSize(types.u32(at));
        if (nameBytesLeft < 0) {
            throw types.corrupt(
                    at, "names take more than " + MAX_NAME_BYTES_PER_BYTE + " times the size of the whole blob");
        }
    }

    private void reference(int id, long at) {
        long target = types.u32(at);
        if (target >= endId) {
            throw types.corrupt(at, "type " + id + " refers to type " + target + ", but ids end at " + (endId - 1));
        }
    }
}
