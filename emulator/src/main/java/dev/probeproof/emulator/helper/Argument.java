// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

/**
 * One argument of a helper.
 *
 * @param sizeBytes the size of memory of a fixed size, otherwise 0
 * @param btfType the kernel structure that it points to, such as {@code task_struct}; empty if none is named, and for a
 *     helper that takes several: {@link HelperPrototype} says which
 */
public record Argument(ArgumentKind kind, int sizeBytes, String btfType) {
    public Argument {
        if (kind.isFixedSize() != (sizeBytes > 0)) {
            throw new IllegalArgumentException("an argument of kind " + kind + " with a size of " + sizeBytes);
        }
    }

    /** An argument that its kind says all about. */
    public static Argument of(ArgumentKind kind) {
        return new Argument(kind, 0, "");
    }

    /** Memory of a fixed size in bytes. */
    public static Argument of(ArgumentKind kind, int sizeBytes) {
        return new Argument(kind, sizeBytes, "");
    }

    /** A pointer to a kernel structure. */
    public static Argument of(ArgumentKind kind, String btfType) {
        return new Argument(kind, 0, btfType);
    }
}
