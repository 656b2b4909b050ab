// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.Set;

/**
 * Makes the BTF that holds a {@link BtfSelection} and no more, as {@code bpftool gen min_core_btf} does, with marks that
 * say what it can still be asked ({@link BtfCompleteness}). Types keep their order, not their ids.
 */
public final class BtfMinimizer {
    private static final int WHOLE_DECLARATION = -1;

    private final BtfSelection selection;
    private final Btf btf;
    private final int[] newIds;
    private final StringTable strings = StringTable.over(null);
    private final RecordCopier records;
    private final BtfEncoder encoder;
    private int end = 1;

    private BtfMinimizer(BtfSelection selection) {
        this.selection = selection;
        this.btf = selection.btf();
        this.newIds = new int[btf.endId()];
        this.records = new RecordCopier(btf, btf.order(), strings, id -> newIds[id]);
        this.encoder = new BtfEncoder(btf.order(), strings::add);
    }

    public static Btf minimize(BtfSelection selection) {
        return new BtfMinimizer(selection).minimize();
    }

    private Btf minimize() {
        number();
        for (int id = 1; id < btf.endId(); id++) {
            if (newIds[id] != 0) {
                copy(id);
            }
        }
        mark();
        byte[] blob = BtfBlob.of(btf.order(), records.toBytes(), strings.toBytes(), BtfLayout.NONE);
        return BtfReader.read(Bytes.wrap(blob, btf.raw().source()));
    }

    private void number() {
        for (int id = 1; id < btf.endId(); id++) {
            if (selection.has(id) || isTagOfChosen(id)) {
                newIds[id] = end++;
            }
        }
    }

    /** Tags of a function, a type or a member stay with it: they tell kfuncs, for one. */
    private boolean isTagOfChosen(int id) {
        if (btf.kind(id) != BtfKind.DECL_TAG || !(btf.type(id) instanceof BtfType.DeclTag tag)) {
            return false;
        }
        boolean ofMember = tag.component() >= 0 && btf.kind(tag.type()).isComposite();
        return selection.has(tag.type()) && (!ofMember || selection.hasMember(tag.type(), tag.component()));
    }

    private void copy(int id) {
        BtfType type = btf.type(id);
        if (type instanceof BtfType.Composite) {
            records.copy(id, index -> selection.hasMember(id, index));
        } else if (type instanceof BtfType.DeclTag tag && tag.component() >= 0) {
            records.append(encoder.encode(
                    new BtfType.DeclTag(tag.name(), newIds[tag.type()], component(tag), tag.attribute())));
        } else {
            records.copy(id);
        }
    }

    /** The index of a member among those that are left. */
    private int component(BtfType.DeclTag tag) {
        if (!btf.kind(tag.type()).isComposite()) {
            return tag.component();
        }
        int left = 0;
        for (int i = 0; i < tag.component(); i++) {
            left += selection.hasMember(tag.type(), i) ? 1 : 0;
        }
        return left;
    }

    private void mark() {
        int mark = add(new BtfType.Alias(BtfKind.TYPEDEF, BtfCompleteness.MARK, 0));
        selection.allOf().forEach(kind -> tag(mark, BtfCompleteness.ALL + kind));
        selection.absent().forEach(question -> tag(mark, BtfCompleteness.ABSENT + question));
        for (int id = 1; id < btf.endId(); id++) {
            if (newIds[id] != 0 && btf.kind(id).isComposite()) {
                if (selection.isWhole(id)) {
                    tag(newIds[id], BtfCompleteness.WHOLE);
                } else {
                    for (String member : selection.absentMembers().getOrDefault(id, Set.of())) {
                        tag(newIds[id], BtfCompleteness.ABSENT + member);
                    }
                }
            }
        }
    }

    private void tag(int id, String text) {
        add(new BtfType.DeclTag(text, id, WHOLE_DECLARATION));
    }

    private int add(BtfType type) {
        records.append(encoder.encode(type));
        return end++;
    }
}
