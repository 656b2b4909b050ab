// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.TextType;
import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Makes a fetch of where a walk ended and where, by debug information, the variable lies that it started from. */
final class VariableFetch {
    private static final int WORD_BITS = 64;

    private final PathExpression path;
    private final VariableLocation location;
    private final RootValue root;

    /** @param rootBytes size of the variable's type */
    VariableFetch(PathExpression path, VariableLocation location, long rootBytes, ByteOrder order) {
        this.path = path;
        this.location = location;
        this.root = new RootValue(location, rootBytes, order);
    }

    /** Whether the walk starts in memory. */
    static boolean isInMemory(VariableLocation location) {
        return location instanceof VariableLocation.Memory;
    }

    /**
     * The fetch.
     *
     * @throws RootValue.MissingException if what it needs has no place, with the end of a sentence that starts "cannot be
     *     fetched here because"
     */
    FetchArgument.Fetch fetch(PathEnd end) throws RootValue.MissingException {
        List<Deref> derefs = new ArrayList<>();
        for (ResolvedPath.Hop hop : end.hops()) {
            derefs.add(new Deref(hop.offset(), hop.space()));
        }
        if (location instanceof VariableLocation.Memory memory) {
            return from(memory.address(), derefs, leaf(end));
        } else if (!derefs.isEmpty()) {
            return from(root.bits(8 * end.pointerByte(), WORD_BITS).number(), derefs, leaf(end));
        }
        return value(end);
    }

    /** The part of an address that is a constant belongs to the first access. */
    private static FetchArgument.Fetch from(FetchValue address, List<Deref> derefs, FetchLeaf leaf) {
        FetchValue pointer = address;
        long offset = 0;
        while (pointer instanceof FetchValue.Binary sum
                && sum.operator() == BinaryOperator.ADD
                && sum.right() instanceof FetchValue.Constant constant) {
            offset += constant.value();
            pointer = sum.left();
        }
        List<Deref> all = new ArrayList<>(derefs);
        Deref first = all.get(0);
        all.set(0, new Deref(first.offset() + offset, first.space()));
        while (pointer instanceof FetchValue.Memory memory && memory.sizeBytes() == 8) {
            FetchValue inner = memory.address();
            long at = 0;
            while (inner instanceof FetchValue.Binary sum
                    && sum.operator() == BinaryOperator.ADD
                    && sum.right() instanceof FetchValue.Constant constant) {
                at += constant.value();
                inner = sum.left();
            }
            all.add(0, new Deref(at, memory.space()));
            pointer = inner;
        }
        return new FetchArgument.Fetch(base(pointer), all, leaf);
    }

    private static FetchBase base(FetchValue value) {
        if (value instanceof FetchValue.Register register) {
            return new FetchBase.Register(register.register());
        } else if (value instanceof FetchValue.Constant constant) {
            return new FetchBase.Immediate(constant.value());
        } else if (value instanceof FetchValue.Symbol symbol) {
            return new FetchBase.Symbol(symbol.name(), symbol.offset());
        }
        return new FetchBase.Computed(value);
    }

    private FetchArgument.Fetch value(PathEnd end) throws RootValue.MissingException {
        if (end.leaf() instanceof PathLeaf.Scalar scalar && scalar.sizeBytes() <= 8) {
            PathLeaf.BitField field = scalar.bits();
            long bit = field == null ? 8 * end.leafByte() : field.absoluteBit();
            int width = field == null ? 8 * scalar.sizeBytes() : field.widthBits();
            return number(root.bits(bit, width), end.signed());
        } else if (end.leaf() instanceof PathLeaf.Text) {
            throw new RootValue.MissingException("text lies in memory, and '" + path + "' does not");
        }
        return bytes(end);
    }

    private static FetchArgument.Fetch number(RootValue.Slice slice, boolean signed) {
        if (slice.value() instanceof FetchValue.Memory memory && slice.shift() == 0
                && slice.width() == 8 * memory.sizeBytes()) {
            return from(memory.address(), List.of(new Deref(0, memory.space())),
                    new FetchLeaf.Int(memory.sizeBytes(), signed));
        }
        boolean plain = slice.shift() == 0 && Integer.bitCount(slice.width()) == 1 && slice.width() >= 8;
        FetchLeaf leaf = plain
                ? new FetchLeaf.Int(slice.width() / 8, signed)
                : new FetchLeaf.Bits(8, slice.shift(), slice.width(), signed);
        return new FetchArgument.Fetch(base(slice.value()), List.of(), leaf);
    }

    /** A struct or an array that lies in parts, or a number of 16 bytes. */
    private FetchArgument.Fetch bytes(PathEnd end) throws RootValue.MissingException {
        FetchLeaf leaf = leaf(end);
        int size = ((FetchLeaf.Memory) leaf).sizeBytes();
        List<FetchBase.Piece> pieces = new ArrayList<>();
        for (int at = 0; at < size; ) {
            int bytes = Math.min(8, size - at);
            FetchBase.Piece piece = null;
            // Words where a part of the variable lies in one place, else what is left of it.
            while (piece == null) {
                try {
                    RootValue.Slice slice = root.bits(8 * (end.leafByte() + at), 8 * bytes);
                    piece = new FetchBase.Piece(slice.number(), false, AddressSpaceKind.KERNEL, bytes);
                } catch (RootValue.MissingException missing) {
                    if (bytes == 1) {
                        throw missing;
                    }
                    bytes--;
                }
            }
            pieces.add(piece);
            at += bytes;
        }
        return new FetchArgument.Fetch(new FetchBase.Pieces(pieces), List.of(), leaf);
    }

    private FetchLeaf leaf(PathEnd end) throws RootValue.MissingException {
        PathLeaf leaf = end.leaf();
        if (leaf instanceof PathLeaf.Scalar scalar) {
            PathLeaf.BitField bits = scalar.bits();
            if (bits != null) {
                return new FetchLeaf.Bits(scalar.sizeBytes(), bits.shift(), bits.widthBits(), end.signed());
            }
            return scalar.sizeBytes() <= 8
                    ? new FetchLeaf.Int(scalar.sizeBytes(), end.signed())
                    : new FetchLeaf.Memory(scalar.sizeBytes());
        } else if (leaf instanceof PathLeaf.Text text) {
            TextType asked = path.textType();
            int most = asked == null ? TextType.DEFAULT_BYTES : asked.maxBytes();
            return new FetchLeaf.Text(text.declaredBytes() > 1 ? (int) Math.min(most, text.declaredBytes()) : most);
        }
        long size = leaf instanceof PathLeaf.Array array ? array.sizeBytes() : ((PathLeaf.Composite) leaf).sizeBytes();
        if (size <= 0 || size > Integer.MAX_VALUE) {
            throw new RootValue.MissingException("it has " + size + " bytes");
        }
        return new FetchLeaf.Memory((int) size);
    }
}
