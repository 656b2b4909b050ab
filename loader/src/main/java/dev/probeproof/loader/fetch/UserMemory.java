// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

import java.util.List;

/** Fetches of a probe in a user program, which sees user memory only. */
public final class UserMemory {
    private UserMemory() {}

    /** The same fetch with every access to user memory. */
    public static FetchArgument of(FetchArgument argument) {
        FetchArgument.Fetch fetch = argument.fetch();
        List<Deref> derefs = fetch.derefs().stream()
                .map(deref -> new Deref(deref.offset(), AddressSpaceKind.USER))
                .toList();
        return new FetchArgument(
                argument.name(),
                argument.expression(),
                new FetchArgument.Fetch(of(fetch.base()), derefs, fetch.leaf()),
                argument.display());
    }

    private static FetchBase of(FetchBase base) {
        if (base instanceof FetchBase.Computed computed) {
            return new FetchBase.Computed(of(computed.value()));
        } else if (base instanceof FetchBase.Pieces pieces) {
            return new FetchBase.Pieces(pieces.pieces().stream()
                    .map(piece -> new FetchBase.Piece(
                            of(piece.value()), piece.inMemory(), AddressSpaceKind.USER, piece.sizeBytes()))
                    .toList());
        }
        return base;
    }

    private static FetchValue of(FetchValue value) {
        if (value instanceof FetchValue.Memory memory) {
            return new FetchValue.Memory(of(memory.address()), memory.sizeBytes(), AddressSpaceKind.USER);
        } else if (value instanceof FetchValue.Extend extend) {
            return new FetchValue.Extend(of(extend.value()), extend.bits(), extend.signed());
        } else if (value instanceof FetchValue.Unary unary) {
            return new FetchValue.Unary(unary.operator(), of(unary.value()));
        } else if (value instanceof FetchValue.Binary binary) {
            return new FetchValue.Binary(binary.operator(), of(binary.left()), of(binary.right()));
        }
        return value;
    }
}
