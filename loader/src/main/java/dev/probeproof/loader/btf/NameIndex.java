// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Own types of one BTF by essential name: types whose names hash alike form a chain in id order. Two arrays of numbers
 * and no text, because a kernel has 100,000 names and a command asks for ten of them; whoever walks a chain compares.
 * Building takes one step a type, even if a damaged file gives every type the same name.
 */
final class NameIndex {
    static final int NONE = 0;

    private final int firstId;
    private final IntBuffer heads;
    private final IntBuffer next;

    NameIndex(Btf btf) {
        firstId = btf.firstId();
        int count = btf.endId() - firstId;
        heads = IntBuffer.allocate(Integer.highestOneBit(Math.max(count, 8)) * 2);
        next = IntBuffer.allocate(count);
        byte[] texts = btf.stringSection().toArray();
        int ownFrom = btf.ownStringsFrom();
        // From the last to the first, each put in front: chains come out ascending.
        for (int id = btf.endId() - 1; id >= firstId; id--) {
            int name = btf.nameOffset(id);
            if (name >= ownFrom && name != 0) {
                add(id, hash(texts, name - ownFrom));
            } else if (name != 0) {
                add(id, hash(btf.name(id)));
            }
        }
    }

    /** One that was made before, of the same types. */
    NameIndex(int firstId, IntBuffer heads, IntBuffer next) {
        this.firstId = firstId;
        this.heads = heads;
        this.next = next;
    }

    IntBuffer heads() {
        return heads;
    }

    IntBuffer next() {
        return next;
    }

    private void add(int id, int hash) {
        int slot = slot(hash);
        next.put(id - firstId, heads.get(slot));
        heads.put(slot, id);
    }

    /** The lowest id that may have that name, or {@link #NONE}. */
    int first(String name) {
        return heads.get(slot(hash(name)));
    }

    /** The next id of the same chain, or {@link #NONE}. */
    int next(int id) {
        return next.get(id - firstId);
    }

    private int slot(int hash) {
        return hash & heads.capacity() - 1;
    }

    private static int hash(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return hash(text, 0, EssentialName.length(text, 0, text.length));
    }

    private static int hash(byte[] texts, int from) {
        int to = from;
        while (texts[to] != 0) {
            to++;
        }
        return hash(texts, from, EssentialName.length(texts, from, to));
    }

    private static int hash(byte[] text, int from, int length) {
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + text[i];
        }
        return hash ^ hash >>> 15;
    }
}
