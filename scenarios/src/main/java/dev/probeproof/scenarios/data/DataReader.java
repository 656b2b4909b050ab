// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.data;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads values by their BTF type. Bytes that are fewer than the type has give what is there and {@link Datum.Raw} for the rest,
 * so that a record that was cut off is still seen.
 */
public final class DataReader {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_ELEMENTS = 1 << 16;

    private final Btf btf;
    private final ByteOrder order;

    public DataReader(Btf btf, ByteOrder order) {
        this.btf = btf;
        this.order = order;
    }

    /** The value of a type at the start of some bytes. */
    public Datum read(int typeId, byte[] bytes) {
        return read(typeId, bytes, 0, 0, 0);
    }

    private Datum read(int typeId, byte[] bytes, long bit, int bitfieldBits, int depth) {
        BtfType type = btf.resolve(typeId);
        long width = bitfieldBits == 0 ? 8 * size(typeId, type) : bitfieldBits;
        boolean divisible = type instanceof BtfType.Composite || type instanceof BtfType.Array;
        if (depth > MAX_DEPTH || bit + width > 8L * bytes.length && !divisible || bit > 8L * bytes.length) {
            return rest(bytes, bit);
        }
        if (type instanceof BtfType.Int integer) {
            return integer.size() > 8
                    ? Datum.Raw.of(range(bytes, bit, integer.size()))
                    : new Datum.Number(number(bytes, bit, (int) width, integer.signed()), integer.signed(), false, "");
        } else if (type instanceof BtfType.Enum values) {
            long value = number(bytes, bit, (int) width, values.signed());
            return new Datum.Number(value, values.signed(), false, enumerator(values, value));
        } else if (type instanceof BtfType.Ptr) {
            return new Datum.Number(number(bytes, bit, (int) width, false), false, true, "");
        } else if (type instanceof BtfType.Float real && (real.size() == 4 || real.size() == 8)) {
            long raw = number(bytes, bit, 8 * real.size(), false);
            return new Datum.Real(
                    real.size() == 8 ? Double.longBitsToDouble(raw) : (double) Float.intBitsToFloat((int) raw));
        } else if (type instanceof BtfType.Array array) {
            return array(array, bytes, bit, depth);
        } else if (type instanceof BtfType.Composite) {
            List<Datum.Member> members = new ArrayList<>();
            for (MemberLookup.Found member : MemberLookup.all(btf, btf.strip(typeId))) {
                members.add(new Datum.Member(
                        member.name(),
                        read(member.type(), bytes, bit + member.bitOffset(), member.bitfieldBits(), depth + 1)));
            }
            return new Datum.Struct(members);
        }
        return Datum.Raw.of(range(bytes, bit, (int) (width / 8)));
    }

    /** A flexible array is as long as the bytes are: it is read to their end. */
    private long size(int typeId, BtfType type) {
        return type instanceof BtfType.Array array && array.count() == 0 || type instanceof BtfType.Void
                ? 0
                : btf.sizeOf(typeId);
    }

    private Datum array(BtfType.Array array, byte[] bytes, long bit, int depth) {
        long element = btf.sizeOf(array.elementType());
        long left = (8L * bytes.length - bit) / 8;
        long whole = element == 0 ? 0 : left / element;
        long count = array.count() > 0 ? Math.min(array.count(), whole) : whole;
        if (btf.resolve(array.elementType()) instanceof BtfType.Int single && single.size() == 1 && !single.isBool()) {
            byte[] raw = range(bytes, bit, (int) count);
            return isCharacter(array.elementType()) ? text(raw) : Datum.Raw.of(raw);
        }
        if (count > MAX_ELEMENTS) {
            return Datum.Raw.of(range(bytes, bit, (int) Math.min(left, count * element)));
        }
        List<Datum> elements = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            elements.add(read(array.elementType(), bytes, bit + 8 * i * element, 0, depth + 1));
        }
        return new Datum.Row(elements);
    }

    /** Compilers do not mark {@code char}; its name tells. */
    private boolean isCharacter(int typeId) {
        return btf.resolve(typeId) instanceof BtfType.Int integer
                && (integer.isChar() || integer.name().equals("char"));
    }

    /** What is no text stays bytes, so that nothing is lost. */
    private static Datum text(byte[] raw) {
        int end = 0;
        while (end < raw.length && raw[end] != 0) {
            end++;
        }
        try {
            return new Datum.Text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(raw, 0, end))
                    .toString());
        } catch (CharacterCodingException e) {
            return Datum.Raw.of(raw);
        }
    }

    private static String enumerator(BtfType.Enum type, long value) {
        return type.values().stream()
                .filter(candidate -> candidate.value() == value)
                .map(BtfType.Enumerator::name)
                .findFirst()
                .orElse("");
    }

    private static Datum rest(byte[] bytes, long bit) {
        int from = (int) Math.min(bytes.length, bit / 8);
        return Datum.Raw.of(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private static byte[] range(byte[] bytes, long bit, int length) {
        int from = (int) Math.min(bytes.length, bit / 8);
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + Math.max(0, length)));
    }

    /** Bit by bit: BTF counts bits from the lowest address, where a big-endian machine has the highest of them. */
    private long number(byte[] bytes, long bit, int width, boolean signed) {
        long value = 0;
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < width; i++) {
            long at = bit + (little ? width - 1 - i : i);
            int inByte = (int) (at % 8);
            int set = bytes[(int) (at / 8)] >> (little ? inByte : 7 - inByte) & 1;
            value = value << 1 | set;
        }
        int unused = 64 - width;
        return signed ? value << unused >> unused : value;
    }
}
