// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.fetch.FetchValue;
import java.util.List;

/** Where a variable lies at one address, in terms of the registers and memory of a probe there. */
public sealed interface VariableLocation {
    /** In memory. */
    record Memory(FetchValue address) implements VariableLocation {}

    /** In a register, which may be written to: a value no longer than a register is its low bytes. */
    record Register(dev.probeproof.loader.arch.Register register) implements VariableLocation {}

    /** Computed and stored nowhere ({@code DW_OP_stack_value}). */
    record Value(FetchValue value) implements VariableLocation {}

    /** Known to the compiler ({@code DW_AT_const_value}, {@code DW_OP_implicit_value}): its bytes as in memory. */
    record Constant(List<Byte> bytes) implements VariableLocation {
        public Constant {
            bytes = List.copyOf(bytes);
        }
    }

    /** In parts, lowest address first; a part without a place is {@link Unavailable}. */
    record Pieces(List<Piece> pieces) implements VariableLocation {
        public Pieces {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * @param sizeBits of the part
     * @param offsetBits into the part's location, from its low end (of a register or value) or its first bit in memory
     */
    record Piece(VariableLocation location, long sizeBits, long offsetBits) {}

    /**
     * A pointer that the compiler removed together with the memory that it pointed to: what it points to is known all the same
     * ({@code DW_OP_implicit_pointer}).
     *
     * @param name of the variable that it points to
     * @param target where that is
     * @param sizeBytes of its type, 0 if not known
     * @param offsetBytes into it
     */
    record ImplicitPointer(String name, VariableLocation target, long sizeBytes, long offsetBytes)
            implements VariableLocation {}

    /**
     * Nowhere that a probe can reach.
     *
     * @param optimizedOut the compiler kept no value here at all; else there is one, but no fetch can compute it
     * @param reason why, as the end of a sentence that starts "cannot be fetched here because"
     */
    record Unavailable(boolean optimizedOut, String reason) implements VariableLocation {}
}
