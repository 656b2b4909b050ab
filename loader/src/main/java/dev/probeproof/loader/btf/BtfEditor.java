// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new BTF blob out of an old one, or out of nothing. Ids and string offsets of the old one stay valid; what
 * is not touched is copied byte for byte.
 *
 * <pre>{@code
 * BtfEditor editor = BtfEditor.of(object.btf());
 * int main = editor.add(new BtfType.Func("prologue", protoId, BtfType.Func.STATIC));
 * Btf extended = editor.toBtf();
 * }</pre>
 */
public final class BtfEditor {
    private final ByteOrder order;
    private final @Nullable Btf original;
    private final int firstNewId;
    private final String source;
    private final Map<Integer, byte[]> replaced = new TreeMap<>();
    private final List<byte[]> added = new ArrayList<>();
    private final StringTable strings;
    private final BtfEncoder encoder;
    private BtfLayout layout;

    private BtfEditor(ByteOrder order, @Nullable Btf original, String source) {
        this.order = order;
        this.original = original;
        this.firstNewId = original == null ? 1 : original.endId();
        this.source = source;
        this.strings = original == null ? StringTable.over(null) : StringTable.after(original);
        this.encoder = new BtfEncoder(order, strings::add);
        this.layout = original == null ? BtfLayout.NONE : original.layout();
    }

    /** Starts with everything that is there; a split BTF stays one, over the same base. */
    public static BtfEditor of(Btf original) {
        return new BtfEditor(original.order(), original, original.raw().source());
    }

    /** Starts with nothing. */
    public static BtfEditor empty(ByteOrder order) {
        return new BtfEditor(order, null, "new BTF");
    }

    /** Appends a type and returns its id. */
    public int add(BtfType type) {
        added.add(encoder.encode(type));
        return endId() - 1;
    }

    /**
     * Puts another type in the place of an id, whose number and references stay.
     *
     * @throws IllegalArgumentException if there is no such id, or it is the base's
     */
    public BtfEditor replace(int id, BtfType type) {
        int first = original == null ? 1 : original.firstId();
        if (id < first || id >= endId()) {
            throw new IllegalArgumentException(
                    "there is no type " + id + "; ids go from " + first + " to " + (endId() - 1));
        }
        byte[] record = encoder.encode(type);
        if (id < firstNewId) {
            replaced.put(id, record);
        } else {
            added.set(id - firstNewId, record);
        }
        return this;
    }

    /**
     * Gives a FUNC or VAR of the original another linkage: 0 static, 1 global, 2 extern.
     *
     * @throws IllegalArgumentException if the id is neither
     */
    public BtfEditor setLinkage(int id, int linkage) {
        BtfType type = original == null ? new BtfType.Void() : original.type(id);
        if (type instanceof BtfType.Func function) {
            return replace(id, new BtfType.Func(function.name(), function.proto(), linkage));
        } else if (type instanceof BtfType.Var variable) {
            return replace(id, new BtfType.Var(variable.name(), variable.type(), linkage));
        }
        throw new IllegalArgumentException("type " + id + " (" + type.kind() + ") has no linkage");
    }

    /** One more than the highest id so far. */
    public int endId() {
        return firstNewId + added.size();
    }

    /** The offset of a text in the string table, which grows if the text is new to this editor. */
    public int string(String text) {
        return strings.add(text);
    }

    /** Leaves out the layout section, which older kernels refuse. */
    BtfEditor withoutLayout() {
        layout = BtfLayout.NONE;
        return this;
    }

    /** The result, read again. */
    public Btf toBtf() {
        Bytes blob = Bytes.wrap(BtfBlob.of(order, types(), strings.toBytes(), layout), source);
        Btf base = original == null ? null : original.base();
        return base == null ? BtfReader.read(blob) : BtfReader.readSplit(blob, base);
    }

    private byte[] types() {
        ByteArrayOutputStream types = new ByteArrayOutputStream();
        if (original != null) {
            copyOriginal(original, types);
        }
        added.forEach(types::writeBytes);
        return types.toByteArray();
    }

    private void copyOriginal(Btf from, ByteArrayOutputStream types) {
        byte[] all = from.typeSection().toArray();
        for (int id = from.firstId(); id < from.endId(); id++) {
            byte[] other = replaced.get(id);
            if (other == null) {
                types.write(all, from.recordOffset(id), from.recordBytes(id));
            } else {
                types.writeBytes(other);
            }
        }
    }
}
