// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import org.jspecify.annotations.Nullable;

/** Where a fetch starts: the 64-bit value that the first dereference is relative to. */
public sealed interface FetchBase {
    /** A register of the probe context. */
    record Register(dev.probeproof.loader.arch.Register register) implements FetchBase {
        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Register that && register.equals(that.register);
        }

        @Override
        public int hashCode() {
            return register.hashCode();
        }
    }

    /** A constant. */
    record Immediate(long value) implements FetchBase {}

    /** The address of a kernel symbol plus an offset in bytes. */
    record Symbol(String name, long offset) implements FetchBase {}

    /** The name of the current task; only with a text leaf and no dereference. */
    record Comm() implements FetchBase {}
}
