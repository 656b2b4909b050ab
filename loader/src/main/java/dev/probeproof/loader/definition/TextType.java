// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;

/**
 * Read as NUL-terminated text: {@code string}, {@code ustring}, {@code string(N)}.
 *
 * @param maxBytes at most that many, NUL included
 * @param space which memory the text lies in
 */
public record TextType(int maxBytes, AddressSpaceKind space) {
    /** What {@code string} without a size means. */
    public static final int DEFAULT_BYTES = 64;

    /** The largest size that can be asked for. */
    public static final int MAX_BYTES = 4096;

    /** As it is written in a definition. */
    @Override
    public String toString() {
        return (space == AddressSpaceKind.USER ? "ustring" : "string")
                + (maxBytes == DEFAULT_BYTES ? "" : "(" + maxBytes + ")");
    }
}
