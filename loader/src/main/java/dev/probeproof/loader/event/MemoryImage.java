// SPDX-License-Identifier: MIT
package dev.probeproof.loader.event;

import dev.probeproof.loader.bytes.Bytes;
import java.util.List;

/**
 * What memory holds when an event happens: extents at absolute addresses, everything else unmapped. Kernel and user
 * addresses are told apart by their value, as on a real machine.
 */
public record MemoryImage(List<Extent> extents) {
    public static final MemoryImage EMPTY = new MemoryImage(List.of());

    public MemoryImage {
        extents = List.copyOf(extents);
    }

    /**
     * Consecutive mapped bytes.
     *
     * @param address of the first byte
     * @param name what lies there, for messages: {@code struct file}
     */
    public record Extent(long address, Bytes bytes, String name) {}
}
