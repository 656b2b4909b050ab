// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.HashMap;
import java.util.Map;

/**
 * Own types of one BTF by name. Types of equal name form a chain in id order, so that building takes one step a type
 * even if a damaged file gives every type the same name.
 */
final class NameIndex {
    static final int NONE = -1;

    private final int firstId;
    private final Map<String, Chain> chains;
    private final int[] next;

    NameIndex(Btf btf) {
        firstId = btf.firstId();
        int count = btf.endId() - firstId;
        chains = new HashMap<>(count * 2);
        next = new int[count];
        for (int id = firstId; id < btf.endId(); id++) {
            next[id - firstId] = NONE;
            if (btf.isNamed(id)) {
                add(btf.name(id), id);
            }
        }
    }

    private void add(String name, int id) {
        Chain chain = chains.get(name);
        if (chain == null) {
            chains.put(name, new Chain(id));
        } else {
            next[chain.last - firstId] = id;
            chain.last = id;
        }
    }

    /** The lowest id of that name, or {@link #NONE}. */
    int first(String name) {
        Chain chain = chains.get(name);
        return chain == null ? NONE : chain.first;
    }

    /** The next id of the same name, or {@link #NONE}. */
    int next(int id) {
        return next[id - firstId];
    }

    private static final class Chain {
        private final int first;
        private int last;

        Chain(int id) {
            first = id;
            last = id;
        }
    }
}
