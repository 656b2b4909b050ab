// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import java.nio.ByteBuffer;
import java.util.List;

/** The numbers of sound BTF and {@code .BTF.ext}, found without the readers under test. */
final class BtfFields {
    private static final int HEADER_WORDS = 6;
    private static final int EXT_HEADER_WORDS = 8;
    private static final int WORD = 4;
    private static final int INT = 1;
    private static final int ARRAY = 3;
    private static final int VAR = 14;
    private static final int DECL_TAG = 17;

    private BtfFields() {}

    /** @param file in the byte order of the types, which start at {@code start} */
    static void ofTypes(ByteBuffer file, int start, List<Field> fields) {
        header(start, HEADER_WORDS, "btf_header", fields);
        int at = start + file.getInt(start + 4) + file.getInt(start + 8);
        int end = at + file.getInt(start + 12);
        while (at + 3 * WORD <= end) {
            int info = file.getInt(at + WORD);
            fields.add(new Field("type name", at, WORD));
            fields.add(new Field("type info", at + WORD, WORD));
            fields.add(new Field("type size or type", at + 2 * WORD, WORD));
            at += 3 * WORD;
            for (int tail = tailWords(info >>> 24 & 0x1f, info & 0xffff); tail > 0 && at < end; tail--) {
                fields.add(new Field("type detail", at, WORD));
                at += WORD;
            }
        }
    }

    /** @param file in the byte order of the records, whose section is {@code start} to {@code end} */
    static void ofRecords(ByteBuffer file, int start, int end, List<Field> fields) {
        header(start, EXT_HEADER_WORDS, "btf_ext_header", fields);
        for (int at = start + file.getInt(start + 4); at + WORD <= end; at += WORD) {
            fields.add(new Field("record", at, WORD));
        }
    }

    private static void header(int start, int words, String name, List<Field> fields) {
        fields.add(new Field(name + " magic", start, 2));
        fields.add(new Field(name + " version", start + 2, 1));
        fields.add(new Field(name + " flags", start + 3, 1));
        for (int word = 1; word < words; word++) {
            fields.add(new Field(name, start + word * WORD, WORD));
        }
    }

    /** Words behind the first three of a type, by kind. */
    private static int tailWords(int kind, int count) {
        return switch (kind) {
            case INT, VAR, DECL_TAG -> 1;
            case ARRAY -> 3;
            case 4, 5, 15, 19 -> 3 * count;
            case 6, 13 -> 2 * count;
            default -> 0;
        };
    }
}
