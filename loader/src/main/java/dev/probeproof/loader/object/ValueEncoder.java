// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Java values as C values in bytes, by their BTF type: what {@link ValueCodec} gives, and what a caller would naturally
 * write for it. What does not fit is refused, never cut.
 */
final class ValueEncoder {
    private static final int MAX_DEPTH = 32;

    private final Btf btf;
    private final ValueCodec codec;
    private final VariablePath path;

    ValueEncoder(Btf btf, ByteOrder order, VariablePath path) {
        this.btf = btf;
        this.codec = new ValueCodec(btf, order);
        this.path = path;
    }

    /** Writes a value over a part of some bytes. */
    void encode(VariablePath.Part part, Object value, byte[] bytes) {
        encode(part.typeId(), value, bytes, part.bitOffset(), part.bitfieldBits(), 0);
    }

    private void encode(int typeId, Object value, byte[] bytes, long bit, int bitfieldBits, int depth) {
        BtfType type = btf.resolve(typeId);
        if (type instanceof BtfType.Ptr) {
            throw path.problem("it is a pointer, which means something to programs only");
        } else if (depth > MAX_DEPTH) {
            throw path.problem("its type nests deeper than " + MAX_DEPTH);
        } else if (value instanceof byte[] raw) {
            raw(typeId, type, raw, bytes, bit, bitfieldBits);
        } else if (type instanceof BtfType.Int integer) {
            int width = bitfieldBits == 0 ? 8 * integer.size() : bitfieldBits;
            codec.putNumber(bytes, bit, width, integer.isBool() ? bool(value, typeId) : integer(value, width, integer));
        } else if (type instanceof BtfType.Enum enumeration) {
            int width = bitfieldBits == 0 ? 8 * enumeration.size() : bitfieldBits;
            codec.putNumber(bytes, bit, width, enumerator(value, width, typeId, enumeration));
        } else if (type instanceof BtfType.Float real) {
            real(value, typeId, real, bytes, bit);
        } else if (type instanceof BtfType.Array array) {
            array(typeId, array, value, bytes, bit, depth);
        } else if (type instanceof BtfType.Composite) {
            struct(typeId, value, bytes, bit, depth);
        } else {
            throw mismatch(value, typeId);
        }
    }

    /** Bytes as they are, for any type; arrays of bytes may be given in part, the rest becomes zeros. */
    private void raw(int typeId, BtfType type, byte[] raw, byte[] bytes, long bit, int bitfieldBits) {
        boolean mayBeShorter = type instanceof BtfType.Array array && codec.isByte(array.elementType());
        long size = btf.sizeOf(typeId);
        if (bitfieldBits != 0 || raw.length > size || raw.length < size && !mayBeShorter) {
            throw path.problem(raw.length + " bytes for "
                    + (bitfieldBits != 0 ? "a bit-field" : ValueCodec.describe(btf, typeId) + " of " + size));
        }
        put(raw, size, bytes, bit);
    }

    private void put(byte[] raw, long size, byte[] bytes, long bit) {
        long at = bit / 8;
        if (at + size > bytes.length) {
            throw path.problem("it reaches beyond the bytes of its section");
        }
        for (int i = 0; i < size; i++) {
            bytes[(int) at + i] = i < raw.length ? raw[i] : 0;
        }
    }

    private BigInteger bool(Object value, int typeId) {
        if (value instanceof Boolean truth) {
            return truth ? BigInteger.ONE : BigInteger.ZERO;
        }
        BigInteger number = whole(value).orElseThrow(() -> mismatch(value, typeId));
        if (number.bitLength() > 1 || number.signum() < 0) {
            throw path.problem(number + " for a bool; it takes true, false, 0 and 1");
        }
        return number;
    }

    private BigInteger integer(Object value, int width, BtfType.Int type) {
        BigInteger number = whole(value)
                .or(() -> value instanceof Boolean truth
                        ? Optional.of(truth ? BigInteger.ONE : BigInteger.ZERO)
                        : Optional.empty())
                .orElseThrow(() -> path.problem(given(value) + " for " + type.name()));
        return inRange(number, value, width, type.signed(), type.name());
    }

    /** A {@code long} holds the bits of an unsigned number of 64 bits. */
    private BigInteger inRange(BigInteger number, Object value, int width, boolean signed, String type) {
        boolean bitsOfLong = value instanceof Long && width == 64;
        boolean fits = signed ? number.bitLength() < width : number.signum() >= 0 && number.bitLength() <= width;
        if (!fits && !bitsOfLong) {
            BigInteger least = signed ? BigInteger.ONE.shiftLeft(width - 1).negate() : BigInteger.ZERO;
            BigInteger most =
                    BigInteger.ONE.shiftLeft(signed ? width - 1 : width).subtract(BigInteger.ONE);
            throw path.problem(number + " is out of range for " + (type.isEmpty() ? "it" : type) + ", which has "
                    + least + " to " + most);
        }
        return number;
    }

    private BigInteger enumerator(Object value, int width, int typeId, BtfType.Enum type) {
        if (value instanceof String name) {
            return type.values().stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .map(found -> BigInteger.valueOf(found.value()))
                    .orElseThrow(() -> path.problem("'" + name + "' is no value of "
                            + ValueCodec.describe(btf, typeId) + ", which has "
                            + type.values().stream()
                                    .map(BtfType.Enumerator::name)
                                    .toList()));
        }
        BigInteger number = whole(value).orElseThrow(() -> mismatch(value, typeId));
        return inRange(number, value, width, type.signed(), ValueCodec.describe(btf, typeId));
    }

    private void real(Object value, int typeId, BtfType.Float type, byte[] bytes, long bit) {
        if (!(value instanceof Number number) || type.size() != 4 && type.size() != 8) {
            throw mismatch(value, typeId);
        }
        long raw = type.size() == 8
                ? Double.doubleToRawLongBits(number.doubleValue())
                : Float.floatToRawIntBits(number.floatValue());
        codec.putNumber(bytes, bit, 8 * type.size(), BigInteger.valueOf(raw));
    }

    private void array(int typeId, BtfType.Array array, Object value, byte[] bytes, long bit, int depth) {
        if (value instanceof String text && codec.isChar(array.elementType())) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            if (encoded.length >= array.count()) {
                throw path.problem(
                        "a text of " + encoded.length + " bytes, and a NUL, for " + ValueCodec.describe(btf, typeId));
            }
            put(encoded, array.count(), bytes, bit);
            return;
        }
        List<?> elements = JavaArrays.asList(value).orElseThrow(() -> mismatch(value, typeId));
        if (elements.size() != array.count()) {
            throw path.problem(elements.size() + " elements for " + ValueCodec.describe(btf, typeId));
        }
        long stride = 8 * btf.sizeOf(array.elementType());
        for (int i = 0; i < elements.size(); i++) {
            encode(array.elementType(), elements.get(i), bytes, bit + i * stride, 0, depth + 1);
        }
    }

    /** Members that are not named keep what they have. */
    private void struct(int typeId, Object value, byte[] bytes, long bit, int depth) {
        if (!(value instanceof Map<?, ?> members)) {
            throw mismatch(value, typeId);
        }
        for (Map.Entry<?, ?> entry : members.entrySet()) {
            String name = String.valueOf(entry.getKey());
            MemberLookup.Found member = MemberLookup.find(btf, btf.strip(typeId), name)
                    .orElseThrow(() -> path.problem("no member '" + name + "' in " + ValueCodec.describe(btf, typeId)));
            if (entry.getValue() == null) {
                throw path.problem("member '" + name + "' is null");
            }
            encode(member.type(), entry.getValue(), bytes, bit + member.bitOffset(), member.bitfieldBits(), depth + 1);
        }
    }

    /** The whole number that a Java value is, if it is one. */
    private static Optional<BigInteger> whole(Object value) {
        if (value instanceof BigInteger number) {
            return Optional.of(number);
        } else if (value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long) {
            return Optional.of(BigInteger.valueOf(((Number) value).longValue()));
        } else if (value instanceof Character character) {
            return Optional.of(BigInteger.valueOf(character));
        } else if (value instanceof BigDecimal number
                && number.stripTrailingZeros().scale() <= 0) {
            return Optional.of(number.toBigInteger());
        }
        return Optional.empty();
    }

    private VariableException mismatch(Object value, int typeId) {
        return path.problem(given(value) + " for " + ValueCodec.describe(btf, typeId));
    }

    private static String given(Object value) {
        return "a " + value.getClass().getSimpleName();
    }
}
