// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

import org.jspecify.annotations.Nullable;

/** What is fetched at the end of the way. Without dereferences, integers and bits are cut out of the base itself. */
public sealed interface FetchLeaf {
    /** An integer, enum, bool or pointer of 1, 2, 4 or 8 bytes. */
    record Int(int sizeBytes, boolean signed) implements FetchLeaf {
        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Int that && sizeBytes == that.sizeBytes && signed == that.signed;
        }

        @Override
        public int hashCode() {
            return 2 * sizeBytes + (signed ? 1 : 0);
        }
    }

    /**
     * A bit-field: read {@code containerBytes} in the target's byte order, shift right, keep {@code widthBits}, extend.
     */
    record Bits(int containerBytes, int shift, int widthBits, boolean signed) implements FetchLeaf {}

    /** NUL-terminated text of at most {@code maxBytes}, NUL included; it starts where the last dereference points. */
    record Text(int maxBytes) implements FetchLeaf {
        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Text that && maxBytes == that.maxBytes;
        }

        @Override
        public int hashCode() {
            return maxBytes;
        }
    }

    /** Raw bytes: a struct or an array. */
    record Memory(int sizeBytes) implements FetchLeaf {}

    /**
     * Pointers in a row, each followed to NUL-terminated text.
     *
     * @param count how many
     * @param maxBytes of each text, NUL included
     * @param space which memory the texts lie in; the pointers lie where the last dereference reads
     */
    record Texts(int count, int maxBytes, AddressSpaceKind space) implements FetchLeaf {}
}
