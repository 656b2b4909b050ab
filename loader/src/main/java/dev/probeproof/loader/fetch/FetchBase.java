// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

import java.util.List;
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

    /** A value to be computed first. One that is a register, a constant or a symbol is given as such. */
    record Computed(FetchValue value) implements FetchBase {}

    /** The address of this CPU's copy of a per-CPU variable plus an offset in bytes. */
    record PerCpu(String name, long offset) implements FetchBase {}

    /**
     * A value of which each part lies elsewhere; only with a {@link FetchLeaf.Memory} leaf and no dereference.
     *
     * @param pieces in the order of memory, lowest address first; their sizes make up the leaf's
     */
    record Pieces(List<Piece> pieces) implements FetchBase {
        public Pieces {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * A part of a {@link Pieces} value.
     *
     * @param value its address if it lies in memory, else the value whose low bytes it is
     * @param sizeBytes 1 and more; at most 8 for a value
     */
    record Piece(FetchValue value, boolean inMemory, AddressSpaceKind space, int sizeBytes) {}

    /**
     * Nothing: the variable does not exist at this place, though it does at others of the same definition. Its bit in the
     * mask of failed arguments is always set.
     *
     * @param reason why, as the end of a sentence that starts "it is"
     */
    record Absent(String reason) implements FetchBase {}
}
