// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

import org.jspecify.annotations.Nullable;

/**
 * One memory access at (value so far + offset). All but the last of a chain read a pointer of 8 bytes; the last one
 * reads the leaf.
 *
 * @param offset bytes, may be negative
 */
public record Deref(long offset, AddressSpaceKind space) {
    // Written out: those of the language are generated when first called, which takes longer than all their calls.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Deref that && offset == that.offset && space == that.space;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(offset) + space.ordinal();
    }
}
