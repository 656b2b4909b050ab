// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Cuts bits out of a variable that does not lie in memory as a whole: out of a register, a computed value, a constant, or
 * several of these. Bits are counted as the walk through its type counts them: in memory order, from the lowest address, in
 * either byte order.
 */
final class RootValue {
    private static final int WORD_BITS = 64;

    private final VariableLocation location;
    private final long rootBytes;
    private final ByteOrder order;

    /** @param rootBytes size of the variable's type */
    RootValue(VariableLocation location, long rootBytes, ByteOrder order) {
        this.location = location;
        this.rootBytes = rootBytes;
        this.order = order;
    }

    /** Bits that have no place, and why. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1;

        MissingException(String reason) {
            super(reason, null, false, false);
        }
    }

    /**
     * Where some bits lie.
     *
     * @param shift how far right the value is to be shifted
     * @param width how many bits from there on
     */
    record Slice(FetchValue value, int shift, int width) {
        boolean isWhole() {
            return shift == 0 && width == WORD_BITS;
        }

        /** The bits as a number, extended with zeros. */
        FetchValue number() {
            FetchValue shifted = FetchAlgebra.binary(BinaryOperator.SHIFT_RIGHT, value, new FetchValue.Constant(shift));
            return shift + width == WORD_BITS ? shifted : FetchAlgebra.extend(shifted, width, false);
        }
    }

    /**
     * The bits from {@code bit} on.
     *
     * @param width 1 to 64
     * @throws MissingException if one of them has no place
     */
    Slice bits(long bit, int width) throws MissingException {
        if (bit < 0) {
            throw new MissingException("it lies in front of the variable");
        }
        return bits(location, 8 * rootBytes, bit, width);
    }

    private Slice bits(VariableLocation from, long sizeBits, long bit, int width) throws MissingException {
        if (from instanceof VariableLocation.Pieces pieces) {
            return ofPieces(pieces.pieces(), bit, width);
        } else if (from instanceof VariableLocation.Memory memory) {
            return inMemory(memory.address(), bit, width);
        } else if (from instanceof VariableLocation.Constant constant) {
            return new Slice(new FetchValue.Constant(ofBytes(constant.bytes(), bit, width)), 0, width);
        } else if (from instanceof VariableLocation.Unavailable unavailable) {
            throw new MissingException(unavailable.reason());
        } else if (from instanceof VariableLocation.ImplicitPointer pointer) {
            throw new MissingException(
                    "it points to '" + pointer.name() + "', which the compiler keeps in no memory: follow it");
        }
        // A value shorter than a register is its low end.
        long valueBits = Math.min(sizeBits, WORD_BITS);
        if (bit + width > valueBits) {
            throw new MissingException("it is longer than the register that holds it");
        }
        FetchValue value = from instanceof VariableLocation.Register register
                ? new FetchValue.Register(register.register())
                : ((VariableLocation.Value) from).value();
        long shift = order == ByteOrder.LITTLE_ENDIAN ? bit : valueBits - bit - width;
        return new Slice(value, (int) shift, width);
    }

    private Slice ofPieces(List<VariableLocation.Piece> pieces, long bit, int width) throws MissingException {
        long start = 0;
        FetchValue together = null;
        for (VariableLocation.Piece piece : pieces) {
            long end = start + piece.sizeBits();
            long first = Math.max(bit, start);
            long last = Math.min(bit + width, end);
            if (first < last) {
                Slice part = ofPiece(piece, first - start, (int) (last - first));
                if (part.width() == width) {
                    return part;
                }
                long above = order == ByteOrder.LITTLE_ENDIAN ? first - bit : bit + width - last;
                FetchValue moved =
                        FetchAlgebra.binary(BinaryOperator.SHIFT_LEFT, part.number(), new FetchValue.Constant(above));
                together = together == null ? moved : FetchAlgebra.binary(BinaryOperator.OR, together, moved);
            }
            start = end;
        }
        if (together == null || bit + width > start) {
            throw new MissingException("the compiler kept no value of that part");
        }
        return new Slice(together, 0, width);
    }

    private Slice ofPiece(VariableLocation.Piece piece, long bit, int width) throws MissingException {
        VariableLocation where = piece.location();
        if (where instanceof VariableLocation.Memory || where instanceof VariableLocation.Constant) {
            return bits(where, piece.sizeBits() + piece.offsetBits(), piece.offsetBits() + bit, width);
        }
        // The offset counts from the low end of a register, whatever the byte order.
        Slice slice = bits(where, piece.sizeBits(), bit, width);
        int shift = slice.shift() + (int) piece.offsetBits();
        if (shift + width > WORD_BITS) {
            throw new MissingException("it is longer than the register that holds it");
        }
        return new Slice(slice.value(), shift, width);
    }

    /** The shortest read that covers the bits without leaving the 8 bytes around them. */
    private Slice inMemory(FetchValue address, long bit, int width) throws MissingException {
        long firstByte = bit / 8;
        int from = (int) (bit % 8);
        int bytes = Math.max(1, Integer.highestOneBit(2 * ((from + width + 7) / 8) - 1));
        if (bytes > 8) {
            throw new MissingException("no single read of 8 bytes covers it");
        }
        FetchValue place = FetchAlgebra.add(address, firstByte);
        int shift = order == ByteOrder.LITTLE_ENDIAN ? from : 8 * bytes - from - width;
        return new Slice(new FetchValue.Memory(place, bytes, AddressSpaceKind.KERNEL), shift, width);
    }

    private long ofBytes(List<Byte> bytes, long bit, int width) throws MissingException {
        if (bit + width > 8L * bytes.size()) {
            throw new MissingException("the constant that debug information gives is shorter than its type");
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            // From the most significant bit down.
            long at = order == ByteOrder.LITTLE_ENDIAN ? bit + width - 1 - i : bit + i;
            int inByte = (int) (at % 8);
            int shift = order == ByteOrder.LITTLE_ENDIAN ? inByte : 7 - inByte;
            value = value << 1 | bytes.get((int) (at / 8)) >> shift & 1;
        }
        return value;
    }
}
