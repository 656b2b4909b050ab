// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The memory accesses of a walk so far, what to call the next one, and which memory it reads. */
final class HopTrail {
    private final List<ResolvedPath.Hop> hops = new ArrayList<>();
    private final StringBuilder label = new StringBuilder();
    private AddressSpaceKind space = AddressSpaceKind.KERNEL;
    private @Nullable AddressSpaceKind behindPointer;

    List<ResolvedPath.Hop> hops() {
        return hops;
    }

    /** Which memory the walk stands in, or the last one it stood in. */
    AddressSpaceKind space() {
        return space;
    }

    /** A member, index or other part of the expression that the next access covers. */
    void name(String part) {
        boolean member = !part.startsWith("[");
        label.append(member && label.length() > 0 ? "." : "").append(part);
    }

    void forgetName() {
        label.setLength(0);
    }

    /** The pointer here leads to that memory; the pointer itself is read from where it lies. */
    void pointerLeadsTo(AddressSpaceKind memory) {
        behindPointer = memory;
    }

    /** From here on the walk is in the memory that the pointer leads to: the one it lies in, if nobody said otherwise. */
    void enter() {
        space = behindPointer == null ? space : behindPointer;
        behindPointer = null;
    }

    void add(long offset) {
        add(offset, space);
    }

    void add(long offset, AddressSpaceKind memory) {
        hops.add(new ResolvedPath.Hop(offset, label.toString(), memory));
        forgetName();
    }

    /** The accesses are part of a computed value now. */
    void clear() {
        hops.clear();
        forgetName();
    }
}
