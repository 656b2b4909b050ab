// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * C values in bytes as Java values, by their BTF type:
 *
 * <table>
 * <caption>types</caption>
 * <tr><td>integers up to 64 bits, enums, pointers</td><td>{@link Long}; an unsigned one of 64 bits as its bits</td></tr>
 * <tr><td>integers of 128 bits</td><td>{@link BigInteger}</td></tr>
 * <tr><td>{@code bool}</td><td>{@link Boolean}</td></tr>
 * <tr><td>{@code float}, {@code double}</td><td>{@link Double}</td></tr>
 * <tr><td>arrays of {@code char}</td><td>{@link String}, up to the first NUL</td></tr>
 * <tr><td>arrays of other single bytes</td><td>{@code byte[]}</td></tr>
 * <tr><td>other arrays</td><td>{@link List}</td></tr>
 * <tr><td>structs and unions</td><td>{@link Map} by member</td></tr>
 * </table>
 */
final class ValueCodec {
    private static final int MAX_DEPTH = 32;

    /** A list of boxed numbers takes twenty times the bytes that it was made of. */
    private static final long MAX_ELEMENTS = 1 << 20;

    private final Btf btf;
    private final ByteOrder order;

    ValueCodec(Btf btf, ByteOrder order) {
        this.btf = btf;
        this.order = order;
    }

    /** The value of a part of some bytes. */
    Object decode(VariablePath.Part part, byte[] bytes) {
        return decode(part.typeId(), bytes, part.bitOffset(), part.bitfieldBits(), 0);
    }

    private Object decode(int typeId, byte[] bytes, long bit, int bitfieldBits, int depth) {
        checkDepth(typeId, depth);
        BtfType type = btf.resolve(typeId);
        if (type instanceof BtfType.Int integer) {
            int width = bitfieldBits == 0 ? 8 * integer.size() : bitfieldBits;
            BigInteger value = number(bytes, bit, width, integer.signed());
            return integer.isBool() ? (Object) (value.signum() != 0) : width > 64 ? value : value.longValue();
        } else if (type instanceof BtfType.Enum value) {
            int width = bitfieldBits == 0 ? 8 * value.size() : bitfieldBits;
            return number(bytes, bit, width, value.signed()).longValue();
        } else if (type instanceof BtfType.Ptr) {
            return number(bytes, bit, 64, false).longValue();
        } else if (type instanceof BtfType.Float value && value.size() <= 8) {
            long raw = number(bytes, bit, 8 * value.size(), false).longValue();
            return value.size() == 8 ? Double.longBitsToDouble(raw) : (double) Float.intBitsToFloat((int) raw);
        } else if (type instanceof BtfType.Array array) {
            return decodeArray(array, bytes, bit, depth);
        } else if (type instanceof BtfType.Composite) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (MemberLookup.Found member : MemberLookup.all(btf, btf.strip(typeId))) {
                members.put(
                        member.name(),
                        decode(member.type(), bytes, bit + member.bitOffset(), member.bitfieldBits(), depth + 1));
            }
            return members;
        }
        throw btf.raw().corrupt(-1, "a value of type " + typeId + " (" + type.kind() + "), which has none");
    }

    private Object decodeArray(BtfType.Array array, byte[] bytes, long bit, int depth) {
        if (isByte(array.elementType())) {
            byte[] raw = range(bytes, bit, array.count());
            return isChar(array.elementType()) ? text(raw) : raw;
        }
        checkCount(array);
        long stride = 8 * btf.sizeOf(array.elementType());
        List<Object> elements = new ArrayList<>();
        for (long i = 0; i < array.count(); i++) {
            elements.add(decode(array.elementType(), bytes, bit + i * stride, 0, depth + 1));
        }
        return elements;
    }

    private static String text(byte[] raw) {
        int end = 0;
        while (end < raw.length && raw[end] != 0) {
            end++;
        }
        return new String(raw, 0, end, StandardCharsets.UTF_8);
    }

    private void checkDepth(int typeId, int depth) {
        if (depth > MAX_DEPTH) {
            throw btf.raw().corrupt(-1, "type " + typeId + " nests deeper than " + MAX_DEPTH);
        }
    }

    private void checkCount(BtfType.Array array) {
        if (array.count() > MAX_ELEMENTS) {
            throw btf.raw().corrupt(-1, "an array of " + array.count() + " elements; ask for them one by one");
        }
    }

    private byte[] range(byte[] bytes, long bit, long length) {
        checkRange(bytes, bit, 8 * length);
        return Arrays.copyOfRange(bytes, (int) (bit / 8), (int) (bit / 8 + length));
    }

    private void checkRange(byte[] bytes, long bit, long bits) {
        if (bit < 0 || bits < 0 || bit + bits > 8L * bytes.length) {
            throw btf.raw().corrupt(-1, "a value that reaches beyond the " + bytes.length + " bytes of its variable");
        }
    }

    /** Bit by bit: BTF counts bits from the lowest address, where a big-endian machine has the highest of them. */
    private BigInteger number(byte[] bytes, long bit, int width, boolean signed) {
        checkRange(bytes, bit, width);
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < width; i++) {
            if ((bytes[(int) ((bit + i) / 8)] & mask(bit + i)) != 0) {
                value = value.setBit(significance(i, width));
            }
        }
        return signed && value.testBit(width - 1) ? value.subtract(BigInteger.ONE.shiftLeft(width)) : value;
    }

    /** The two's complement of a number, into so many bits of the bytes. */
    void putNumber(byte[] bytes, long bit, int width, BigInteger value) {
        checkRange(bytes, bit, width);
        for (int i = 0; i < width; i++) {
            int at = (int) ((bit + i) / 8);
            int mask = mask(bit + i);
            bytes[at] = (byte) (value.testBit(significance(i, width)) ? bytes[at] | mask : bytes[at] & ~mask);
        }
    }

    private int mask(long bit) {
        int inByte = (int) (bit % 8);
        return order == ByteOrder.LITTLE_ENDIAN ? 1 << inByte : 0x80 >> inByte;
    }

    private int significance(int index, int width) {
        return order == ByteOrder.LITTLE_ENDIAN ? index : width - 1 - index;
    }

    /** True for integers of one byte, other than {@code bool}. */
    boolean isByte(int typeId) {
        return btf.resolve(typeId) instanceof BtfType.Int integer && integer.size() == 1 && !integer.isBool();
    }

    /** Compilers do not mark {@code char}; its name tells. */
    boolean isChar(int typeId) {
        return isByte(typeId)
                && btf.resolve(typeId) instanceof BtfType.Int integer
                && (integer.isChar() || integer.name().equals("char"));
    }

    /** A type as messages call it: {@code u32}, {@code struct config}, {@code char[16]}. */
    static String describe(Btf btf, int typeId) {
        int id = typeId;
        for (int depth = 0; depth < MAX_DEPTH && btf.kind(id).isModifier(); depth++) {
            id = ((BtfType.Alias) btf.type(id)).type();
        }
        BtfType type = btf.type(id);
        if (type instanceof BtfType.Array array) {
            int element = array.elementType();
            return (btf.resolve(element) instanceof BtfType.Array ? "array" : describe(btf, element)) + "["
                    + array.count() + "]";
        }
        return switch (type.kind()) {
            case STRUCT -> ("struct " + type.name()).strip();
            case UNION -> ("union " + type.name()).strip();
            case ENUM, ENUM64 -> ("enum " + type.name()).strip();
            case PTR -> "pointer";
            default -> type.name();
        };
    }
}
