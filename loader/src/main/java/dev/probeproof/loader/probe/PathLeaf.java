// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import org.jspecify.annotations.Nullable;

/** What lies at the end of a {@link ResolvedPath}, as BTF describes it. */
public sealed interface PathLeaf {
    /** Whether an integer is signed; plain {@code char} and enums of older BTF leave it open. */
    enum Sign {
        SIGNED,
        UNSIGNED,
        UNDETERMINED
    }

    /** The kinds of value that fit a register. */
    enum ScalarKind {
        INT,
        BOOL,
        ENUM,
        POINTER,
        FUNCTION_POINTER
    }

    /**
     * Which bits of a container are meant.
     *
     * @param absoluteBit BTF's bit offset behind the last pointer followed
     * @param widthBits how many
     * @param shift how far to shift the container right, once it is read in the target's byte order
     */
    record BitField(long absoluteBit, int widthBits, int shift) {}

    /**
     * An integer, enum, bool or pointer.
     *
     * @param sizeBytes of the value, or of the container of a bit-field
     * @param bits null for an ordinary value
     */
    record Scalar(
            ScalarKind kind,
            int sizeBytes,
            Sign sign,
            @Nullable BitField bits) implements PathLeaf {}

    /**
     * NUL-terminated text.
     *
     * @param declaredBytes length of the array it lies in, 0 for a flexible one, {@link #UNBOUNDED} behind a pointer
     */
    record Text(long declaredBytes, AddressSpaceKind space) implements PathLeaf {
        public static final long UNBOUNDED = -1;
    }

    /** An array as a whole; {@code count} 0 for a flexible one. */
    record Array(long sizeBytes, long count, long elementBytes) implements PathLeaf {}

    /** A struct or union as a whole. */
    record Composite(boolean union, long sizeBytes) implements PathLeaf {}
}
