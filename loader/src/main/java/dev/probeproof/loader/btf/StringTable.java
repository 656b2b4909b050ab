// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A string section in the making, in which every text stands once. */
final class StringTable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, Integer> offsets = new HashMap<>();
    private final int from;

    private StringTable(int from) {
        this.from = from;
        offsets.put("", 0);
    }

    /** A table with nothing but the empty text; over a base, with what the base has, which it will not repeat. */
    static StringTable over(@Nullable Btf base) {
        StringTable table = new StringTable(base == null ? 0 : base.stringEnd());
        if (base == null) {
            table.bytes.write(0);
        } else {
            table.know(base);
        }
        return table;
    }

    /** A table that begins with everything that a BTF has, at the same offsets. */
    static StringTable after(Btf original) {
        StringTable table = new StringTable(original.ownStringsFrom());
        table.bytes.writeBytes(original.stringSection().toArray());
        return table;
    }

    private void know(Btf btf) {
        Btf below = btf.base();
        if (below != null) {
            know(below);
        }
        int end = btf.stringEnd();
        for (int at = btf.ownStringsFrom(); at < end; ) {
            offsets.putIfAbsent(btf.string(at), at);
            at += btf.stringSize(at) + 1;
        }
    }

    /**
     * The offset of a text, which is added if it is new.
     *
     * @throws IllegalArgumentException if it holds a NUL, which ends a text
     */
    int add(String text) {
        Integer known = offsets.get(text);
        if (known != null) {
            return known;
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text of the string table cannot hold a NUL");
        }
        int offset = from + bytes.size();
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        offsets.put(text, offset);
        return offset;
    }

    /** The section, without what a base holds. */
    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
