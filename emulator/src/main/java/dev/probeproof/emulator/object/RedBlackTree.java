// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the kernel's red-black tree of nodes that are in order: as balanced as can be, all black but for the lowest level if
 * that is not full. {@code __rb_parent_color} is the parent's address with the colour in bit 0, 1 for black.
 */
final class RedBlackTree {
    private static final long BLACK = 1;

    private final List<KernelObject> nodes;
    private final int redLevel;

    private RedBlackTree(List<KernelObject> nodes) {
        this.nodes = nodes;
        int full = Integer.SIZE - Integer.numberOfLeadingZeros(nodes.size() + 1) - 1;
        this.redLevel = (1 << full) - 1 == nodes.size() ? Integer.MAX_VALUE : full;
    }

    static void build(KernelObject root, List<KernelObject> nodes) {
        boolean cached = root.has("rb_leftmost");
        KernelObject top = new RedBlackTree(nodes).build(0, nodes.size(), 0, null);
        set(cached ? root.member("rb_root") : root, "rb_node", top);
        if (cached) {
            set(root, "rb_leftmost", nodes.isEmpty() ? null : nodes.get(0));
        }
    }

    private @Nullable KernelObject build(int from, int to, int level, @Nullable KernelObject parent) {
        if (from >= to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        KernelObject node = nodes.get(middle);
        long colour = level == redLevel ? 0 : BLACK;
        node.set("__rb_parent_color", (parent == null ? 0 : parent.address()) | colour);
        set(node, "rb_left", build(from, middle, level + 1, node));
        set(node, "rb_right", build(middle + 1, to, level + 1, node));
        return node;
    }

    private static void set(KernelObject holder, String pointer, @Nullable KernelObject node) {
        holder.set(pointer, node == null ? 0 : node.address());
    }
}
