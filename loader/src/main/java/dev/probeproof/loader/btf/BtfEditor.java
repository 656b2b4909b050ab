// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
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
    private static final int HEADER_BYTES = 24;
    private static final int MAGIC = 0xeb9f;
    private static final int VERSION = 1;

    private final ByteOrder order;
    private final @Nullable Btf original;
    private final int firstNewId;
    private final String source;
    private final Map<Integer, byte[]> replaced = new TreeMap<>();
    private final List<byte[]> added = new ArrayList<>();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final Map<String, Integer> stringOffsets = new HashMap<>();
    private final BtfEncoder encoder;

    private BtfEditor(ByteOrder order, @Nullable Btf original, String source) {
        this.order = order;
        this.original = original;
        this.firstNewId = original == null ? 1 : original.endId();
        this.source = source;
        this.encoder = new BtfEncoder(order, this::string);
        if (original == null) {
            strings.write(0);
        } else {
            strings.writeBytes(original.stringSection().toArray());
        }
        stringOffsets.put("", 0);
    }

    /**
     * Starts with everything that is there.
     *
     * @throws IllegalArgumentException for split BTF
     */
    public static BtfEditor of(Btf original) {
        if (original.base() != null) {
            throw new IllegalArgumentException("split BTF cannot be edited: its ids depend on its base");
        }
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
     * Puts another type in the place of an id, whose number and references stay. The record is written anew, so the
     * attribute bit of a type tag or declaration tag, which {@link BtfType} does not carry, is lost.
     *
     * @throws IllegalArgumentException if there is no such id
     */
    public BtfEditor replace(int id, BtfType type) {
        if (id <= 0 || id >= endId()) {
            throw new IllegalArgumentException("there is no type " + id + "; ids end at " + (endId() - 1));
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
        Integer known = stringOffsets.get(text);
        if (known != null) {
            return known;
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text of the string table cannot hold a NUL");
        }
        int offset = strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        stringOffsets.put(text, offset);
        return offset;
    }

    /** The result, read again. */
    public Btf toBtf() {
        byte[] types = types();
        ByteBuffer blob = ByteBuffer.allocate(HEADER_BYTES + types.length + strings.size())
                .order(order);
        blob.putShort((short) MAGIC).put((byte) VERSION).put((byte) 0).putInt(HEADER_BYTES);
        blob.putInt(0).putInt(types.length);
        blob.putInt(types.length).putInt(strings.size());
        blob.put(types).put(strings.toByteArray());
        return BtfReader.read(Bytes.wrap(blob.array(), source));
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
                int at = from.recordOffset(id);
                types.write(all, at, (int) BtfDecoder.recordBytes(from.typeSection(), at));
            } else {
                types.writeBytes(other);
            }
        }
    }
}
