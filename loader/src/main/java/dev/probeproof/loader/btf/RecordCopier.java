// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Copies records out of a BTF, word by word, into another byte order, with other type ids, and with their names in
 * another string table. Nothing is decoded, so nothing that a record says is lost on the way.
 */
final class RecordCopier {
    private static final int UNKNOWN = -1;

    private final Btf from;
    private final Bytes types;
    private final StringTable strings;
    private final IntUnaryOperator ids;
    private final ByteOrder order;
    private final int[] movedNames;
    private ByteBuffer out;

    /**
     * @param ids gives the new id for an old one
     */
    RecordCopier(Btf from, ByteOrder order, StringTable strings, IntUnaryOperator ids) {
        this.from = from;
        this.types = from.typeSection();
        this.strings = strings;
        this.ids = ids;
        this.order = order;
        this.movedNames = new int[from.stringEnd()];
        Arrays.fill(movedNames, UNKNOWN);
        this.out = ByteBuffer.allocate(1 << 12).order(order);
    }

    /** Copies a whole record. */
    void copy(int id) {
        copy(id, part -> true);
    }

    /** Copies a record with those of its parts (members, enumerators, parameters) that are wanted, by index from 0. */
    void copy(int id, IntPredicate wanted) {
        int at = from.recordOffset(id);
        BtfKind kind = from.kind(id);
        reserve(from.recordBytes(id));
        if (kind == BtfKind.VOID) {
            copyUnknown(id, at);
            return;
        }
        RecordShape shape = RecordShape.of(kind);
        int start = out.position();
        out.putInt(name(types.s32(at))).putInt(0);
        int third = types.s32(at + 8);
        out.putInt(shape.refers() ? ids.applyAsInt(third) : third);
        int length = BtfDecoder.length(types, at);
        int words = (int) shape.bodyWords(length);
        int partWords = shape.partWords();
        int parts = partWords == 0 ? 0 : words / partWords;
        int kept = 0;
        for (int part = 0; part < parts; part++) {
            if (wanted.test(part)) {
                kept++;
                copyPart(shape, at + BtfDecoder.HEADER_BYTES + 4 * part * partWords);
            }
        }
        // Kinds without parts use the length for other things, such as the linkage of a function.
        int newLength = kept == parts ? length : kept;
        out.putInt(start + 4, types.s32(at + 4) & ~BtfDecoder.MAX_LENGTH | newLength);
    }

    private void copyPart(RecordShape shape, int at) {
        for (int i = 0; i < shape.partWords(); i++) {
            int value = types.s32(at + 4L * i);
            out.putInt(
                    switch (shape.word(i)) {
                        case NAME -> name(value);
                        case TYPE -> ids.applyAsInt(value);
                        case NUMBER -> value;
                    });
        }
    }

    private void copyUnknown(int id, int at) {
        if (types.order() != order) {
            throw new IllegalArgumentException("type " + id + " is of kind " + BtfDecoder.kindNumber(types, at)
                    + ", which is not known, so it cannot be turned into the other byte order");
        }
        int start = out.position();
        out.put(types.slice(at, from.recordBytes(id), "record").toArray());
        out.putInt(start, name(types.s32(at)));
    }

    /** Appends a record that some encoder made. */
    void append(byte[] record) {
        reserve(record.length);
        out.put(record);
    }

    private int name(int offset) {
        int moved = movedNames[offset];
        if (moved == UNKNOWN) {
            moved = strings.add(from.string(offset));
            movedNames[offset] = moved;
        }
        return moved;
    }

    private void reserve(int bytes) {
        if (out.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * out.capacity(), out.position() + bytes))
                    .order(order);
            larger.put(out.flip());
            out = larger;
        }
    }

    /** The type section so far. */
    byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }
}
