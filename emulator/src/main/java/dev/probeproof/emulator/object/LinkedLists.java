// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import java.util.List;

/** The kernel's two kinds of linked lists. */
final class LinkedLists {
    private LinkedLists() {}

    /** A ring: {@code next} and {@code prev} of the head and of every node; a head without nodes leads to itself. */
    static void list(KernelObject head, List<KernelObject> nodes) {
        KernelObject before = head;
        for (KernelObject node : nodes) {
            before.set("next", node);
            node.set("prev", before);
            before = node;
        }
        before.set("next", head);
        head.set("prev", before);
    }

    /** {@code first}, then {@code next} up to a null pointer; {@code pprev} is the address of the pointer that leads here. */
    static void hashList(KernelObject head, List<KernelObject> nodes) {
        KernelObject holder = head;
        String pointer = "first";
        for (KernelObject node : nodes) {
            holder.set(pointer, node);
            // In either struct the pointer to the next node comes first.
            node.set("pprev", holder.address());
            holder = node;
            pointer = "next";
        }
        holder.set(pointer, 0);
    }
}
