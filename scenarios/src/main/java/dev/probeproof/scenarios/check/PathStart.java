// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the value lies that a path starts from.
 *
 * @param root what holds it; null if it lies in memory
 * @param start of the way to that memory; of no meaning with a root
 * @param accesses that bring the pointer to that memory
 * @param supports memory that is read to compute the start
 * @param bit where it lies behind that pointer, or in the root
 * @param object what that memory is, in words
 * @param member the part of it
 * @param parameter which parameter of the probed function it is, from 0; else -1
 * @param toUser why a pointer there leads to user memory; empty if that is not known
 */
record PathStart(
        int typeId,
        @Nullable MeaningRoot root,
        Start start,
        List<Meaning.Access> accesses,
        List<Meaning.Support> supports,
        long bit,
        String object,
        String member,
        int parameter,
        String toUser) {
    PathStart {
        accesses = List.copyOf(accesses);
        supports = List.copyOf(supports);
    }

    static PathStart in(MeaningRoot root, int typeId, int parameter) {
        return new PathStart(typeId, root, new Start.Known(0), List.of(), List.of(), 0, "", "", parameter, "");
    }

    static PathStart at(Start start, long bit, int typeId, String object, String member, int parameter) {
        return new PathStart(typeId, null, start, List.of(), List.of(), bit, object, member, parameter, "");
    }
}
