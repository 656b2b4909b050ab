// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import java.util.List;

/**
 * Where a walk ended, before it becomes a fetch.
 *
 * @param root where the walk started, or started again
 * @param hops memory accesses; empty when the value is the root itself or a part of it
 * @param pointerByte where in the root the pointer lies that the first hop follows: not 0 when the root is a struct by
 *     value
 * @param leafByte without hops, where in the root the leaf (or the container of its bits) lies
 * @param type the C type of the leaf
 * @param signed how the leaf is extended, where {@link PathLeaf.Sign} leaves it open by the habits of C
 */
record PathEnd(
        PathRootPlace root,
        List<ResolvedPath.Hop> hops,
        long pointerByte,
        long leafByte,
        int type,
        PathLeaf leaf,
        boolean signed) {
    PathEnd {
        hops = List.copyOf(hops);
    }
}
