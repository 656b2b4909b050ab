// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.fetch.FetchValue;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Fetches of what a variable holds that lies, by debug information, in registers, computed values, constants, or parts. */
final class LocatedFetch {
    private static final int WORD = 8;

    private final RootValue root;

    LocatedFetch(PathRootPlace.Located located, ByteOrder order) {
        this.root = new RootValue(located.location(), located.sizeBytes(), order);
    }

    /**
     * The pointer that lies {@code byteOffset} into the variable.
     *
     * @throws RootValue.MissingException if it has no place
     */
    FetchValue pointer(long byteOffset) throws RootValue.MissingException {
        return root.bits(8 * byteOffset, 8 * WORD).number();
    }

    /**
     * The value at the end of a walk that followed no pointer.
     *
     * @param leaf of the walk's end, as it would be read from memory
     * @throws RootValue.MissingException if a part of it has no place
     */
    FetchArgument.Fetch value(PathEnd end, FetchLeaf leaf) throws RootValue.MissingException {
        if (end.leaf() instanceof PathLeaf.Scalar scalar && scalar.sizeBytes() <= WORD) {
            PathLeaf.BitField field = scalar.bits();
            long bit = field == null ? 8 * end.leafByte() : field.absoluteBit();
            int width = field == null ? 8 * scalar.sizeBytes() : field.widthBits();
            return number(root.bits(bit, width), end.signed());
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            return new FetchArgument.Fetch(
                    new FetchBase.Pieces(pieces(end.leafByte(), memory.sizeBytes())), List.of(), leaf);
        }
        throw new RootValue.MissingException("text is read from memory, and it lies in none");
    }

    private static FetchArgument.Fetch number(RootValue.Slice slice, boolean signed) {
        boolean whole = slice.value() instanceof FetchValue.Memory memory
                && slice.shift() == 0
                && slice.width() == 8 * memory.sizeBytes();
        if (whole) {
            FetchValue.Memory memory = (FetchValue.Memory) slice.value();
            FetchValues.Place place = FetchValues.place(memory.address());
            FetchValues.Chain chain = FetchValues.chain(place.pointer());
            List<Deref> derefs = new ArrayList<>(chain.derefs());
            derefs.add(new Deref(place.offset(), memory.space()));
            return new FetchArgument.Fetch(chain.base(), derefs, new FetchLeaf.Int(memory.sizeBytes(), signed));
        }
        boolean plain = slice.shift() == 0 && slice.width() >= 8 && Integer.bitCount(slice.width()) == 1;
        FetchLeaf leaf = plain
                ? new FetchLeaf.Int(slice.width() / 8, signed)
                : new FetchLeaf.Bits(WORD, slice.shift(), slice.width(), signed);
        return new FetchArgument.Fetch(FetchValues.base(slice.value()), List.of(), leaf);
    }

    /** Words where one lies in one place, else what is left of it. */
    private List<FetchBase.Piece> pieces(long firstByte, int size) throws RootValue.MissingException {
        List<FetchBase.Piece> pieces = new ArrayList<>();
        for (int at = 0; at < size; ) {
            FetchBase.Piece piece = piece(firstByte + at, Math.min(WORD, size - at));
            pieces.add(piece);
            at += piece.sizeBytes();
        }
        return pieces;
    }

    private FetchBase.Piece piece(long firstByte, int atMost) throws RootValue.MissingException {
        int bytes = atMost;
        while (true) {
            try {
                FetchValue value = root.bits(8 * firstByte, 8 * bytes).number();
                return new FetchBase.Piece(value, false, AddressSpaceKind.KERNEL, bytes);
            } catch (RootValue.MissingException missing) {
                if (bytes == 1) {
                    throw missing;
                }
                bytes--;
            }
        }
    }
}
