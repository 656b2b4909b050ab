// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.stream.IntStream;

/** Which types a record refers to. */
final class BtfReferences {
    private BtfReferences() {}

    /** Ids in the order of the record, repeated where it repeats them; 0 among them. */
    static IntStream of(Btf btf, int id) {
        Btf holder = btf.holder(id);
        Bytes types = holder.typeSection();
        int at = holder.recordOffset(id);
        RecordShape shape = RecordShape.of(btf.kind(id));
        IntStream.Builder found = IntStream.builder();
        if (shape.refers()) {
            found.add(types.s32(at + 8));
        }
        long words = shape.bodyWords(BtfDecoder.length(types, at));
        for (int i = 0; i < words; i++) {
            if (shape.word(i) == RecordShape.Word.TYPE) {
                found.add(types.s32(at + BtfDecoder.HEADER_BYTES + 4L * i));
            }
        }
        return found.build();
    }
}
