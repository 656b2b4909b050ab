// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.testing.RandomFetches;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a fetch means, computed in Java from registers and memory; shares no code with the generators. */
final class FetchEvaluation {
    /** A byte that is not there. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final ByteOrder order;
    private final boolean separateSpaces;
    private final PtRegs registers;
    private final Map<Long, Byte> memory = new HashMap<>();
    private final int cpu;
    private final String comm;

    FetchEvaluation(Arch arch, PtRegs registers, int cpu, String comm) {
        this.order = arch.byteOrder();
        this.separateSpaces = arch.name().equals("s390x");
        this.registers = registers;
        this.cpu = cpu;
        this.comm = comm;
    }

    void put(long address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            memory.put(address + i, bytes[i]);
        }
    }

    /** The member of the struct, without padding. */
    byte[] member(FetchArgument.Fetch fetch) throws Fault {
        if (fetch.base() instanceof FetchBase.Absent) {
            throw new Fault();
        } else if (fetch.base() instanceof FetchBase.Comm) {
            return text(comm.getBytes(StandardCharsets.UTF_8), ((FetchLeaf.Text) fetch.leaf()).maxBytes());
        } else if (fetch.base() instanceof FetchBase.Pieces pieces) {
            return pieces(pieces, ((FetchLeaf.Memory) fetch.leaf()).sizeBytes());
        }
        long value = base(fetch.base());
        Deref last = null;
        for (Deref deref : fetch.derefs()) {
            value = last == null ? value : number(read(value + last.offset(), 8, last.space()));
            last = deref;
        }
        if (last == null) {
            return word(cut(fetch.leaf(), value));
        }
        long address = value + last.offset();
        if (fetch.leaf() instanceof FetchLeaf.Memory bytes) {
            return read(address, bytes.sizeBytes(), last.space());
        } else if (fetch.leaf() instanceof FetchLeaf.Text text) {
            return textAt(address, text.maxBytes(), last.space());
        }
        int container = fetch.leaf() instanceof FetchLeaf.Bits bits
                ? bits.containerBytes()
                : ((FetchLeaf.Int) fetch.leaf()).sizeBytes();
        return word(cut(fetch.leaf(), number(read(address, container, last.space()))));
    }

    private byte[] textAt(long address, int max, AddressSpaceKind space) throws Fault {
        byte[] found = new byte[max];
        for (int length = 0; length < max; length++) {
            found[length] = read(address + length, 1, space)[0];
            if (found[length] == 0) {
                return text(Arrays.copyOf(found, length), max);
            }
        }
        return text(found, max);
    }

    private byte[] text(byte[] characters, int max) {
        int kept = Math.min(characters.length, max - 1);
        return ByteBuffer.allocate(8 + kept + 1)
                .put(word(kept + 1))
                .put(characters, 0, kept)
                .array();
    }

    private byte[] pieces(FetchBase.Pieces pieces, int size) throws Fault {
        ByteBuffer all = ByteBuffer.allocate(size);
        for (FetchBase.Piece piece : pieces.pieces()) {
            long value = value(piece.value());
            if (piece.inMemory()) {
                all.put(read(value, piece.sizeBytes(), piece.space()));
            } else {
                byte[] word = word(value);
                boolean little = order == ByteOrder.LITTLE_ENDIAN;
                all.put(word, little ? 0 : 8 - piece.sizeBytes(), piece.sizeBytes());
            }
        }
        return all.array();
    }

    private long base(FetchBase base) throws Fault {
        if (base instanceof FetchBase.Register at) {
            return registers.get(at.register());
        } else if (base instanceof FetchBase.Immediate immediate) {
            return immediate.value();
        } else if (base instanceof FetchBase.Symbol symbol) {
            return RandomFetches.SYMBOLS.get(symbol.name()) + symbol.offset();
        } else if (base instanceof FetchBase.PerCpu variable) {
            return perCpu(variable.name()) + variable.offset();
        }
        return value(((FetchBase.Computed) base).value());
    }

    private long perCpu(String variable) throws Fault {
        long table = RandomFetches.SYMBOLS.get("__per_cpu_offset");
        return number(read(table + 8L * cpu, 8, AddressSpaceKind.KERNEL)) + RandomFetches.SYMBOLS.get(variable);
    }

    private long value(FetchValue value) throws Fault {
        if (value instanceof FetchValue.Register at) {
            return registers.get(at.register());
        } else if (value instanceof FetchValue.Constant constant) {
            return constant.value();
        } else if (value instanceof FetchValue.Symbol symbol) {
            return RandomFetches.SYMBOLS.get(symbol.name()) + symbol.offset();
        } else if (value instanceof FetchValue.PerCpu variable) {
            return perCpu(variable.name()) + variable.offset();
        } else if (value instanceof FetchValue.Memory at) {
            return number(read(value(at.address()), at.sizeBytes(), at.space()));
        } else if (value instanceof FetchValue.Extend extend) {
            return bits(value(extend.value()), 0, extend.bits(), extend.signed());
        } else if (value instanceof FetchValue.Unary unary) {
            long operand = value(unary.value());
            return unary.operator() == FetchValue.UnaryOperator.NEGATE ? 0 - operand : -1 - operand;
        }
        FetchValue.Binary binary = (FetchValue.Binary) value;
        return binary(binary.operator(), value(binary.left()), value(binary.right()));
    }

    private static long binary(FetchValue.BinaryOperator operator, long a, long b) {
        BigInteger left = BigInteger.valueOf(a);
        BigInteger right = BigInteger.valueOf(b);
        BigInteger modulus = BigInteger.ONE.shiftLeft(64);
        return switch (operator) {
            case ADD -> left.add(right).longValue();
            case SUBTRACT -> left.subtract(right).longValue();
            case MULTIPLY -> left.multiply(right).longValue();
            case DIVIDE_SIGNED -> b == 0 ? 0 : left.divide(right).longValue();
            case DIVIDE_UNSIGNED ->
                b == 0 ? 0 : left.mod(modulus).divide(right.mod(modulus)).longValue();
            case REMAINDER_UNSIGNED ->
                b == 0 ? a : left.mod(modulus).mod(right.mod(modulus)).longValue();
            case AND -> left.and(right).longValue();
            case OR -> left.or(right).longValue();
            case XOR -> left.xor(right).longValue();
            case SHIFT_LEFT -> b < 0 || b > 63 ? 0 : left.shiftLeft((int) b).longValue();
            case SHIFT_RIGHT ->
                b < 0 || b > 63 ? 0 : left.mod(modulus).shiftRight((int) b).longValue();
            case SHIFT_RIGHT_SIGNED ->
                left.shiftRight(b < 0 || b > 63 ? 64 : (int) b).longValue();
            case EQUAL -> left.equals(right) ? 1 : 0;
            case NOT_EQUAL -> left.equals(right) ? 0 : 1;
            case LESS_SIGNED -> left.compareTo(right) < 0 ? 1 : 0;
            case LESS_OR_EQUAL_SIGNED -> left.compareTo(right) <= 0 ? 1 : 0;
            case GREATER_SIGNED -> left.compareTo(right) > 0 ? 1 : 0;
            case GREATER_OR_EQUAL_SIGNED -> left.compareTo(right) >= 0 ? 1 : 0;
        };
    }

    private static long cut(FetchLeaf leaf, long value) {
        if (leaf instanceof FetchLeaf.Bits bits) {
            return bits(value, bits.shift(), bits.widthBits(), bits.signed());
        }
        FetchLeaf.Int number = (FetchLeaf.Int) leaf;
        return bits(value, 0, 8 * number.sizeBytes(), number.signed());
    }

    private static long bits(long value, int shift, int width, boolean signed) {
        BigInteger kept = BigInteger.valueOf(value).shiftRight(shift).mod(BigInteger.ONE.shiftLeft(width));
        return (signed && kept.testBit(width - 1) ? kept.subtract(BigInteger.ONE.shiftLeft(width)) : kept).longValue();
    }

    private byte[] read(long address, int size, AddressSpaceKind space) throws Fault {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            Byte there = memory.get(address + i);
            boolean itsSpace = separateSpaces || (space == AddressSpaceKind.KERNEL) == (address < 0);
            if (there == null || !itsSpace) {
                throw new Fault();
            }
            bytes[i] = there;
        }
        return bytes;
    }

    private byte[] word(long value) {
        return ByteBuffer.allocate(8).order(order).putLong(value).array();
    }

    private long number(byte[] bytes) {
        long number = 0;
        for (int i = 0; i < bytes.length; i++) {
            number = number << 8 | bytes[order == ByteOrder.LITTLE_ENDIAN ? bytes.length - 1 - i : i] & 0xff;
        }
        return number;
    }
}
