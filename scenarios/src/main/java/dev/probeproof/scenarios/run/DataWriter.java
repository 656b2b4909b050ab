// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.model.Value;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes values by their BTF type: keys and values of maps. What is not named is zero. */
final class DataWriter {
    private final @Nullable Btf btf;
    private final ValueNumbers numbers;

    DataWriter(@Nullable Btf btf, ValueNumbers numbers) {
        this.btf = btf;
        this.numbers = numbers;
    }

    /** @param typeId 0 if it is not known: a number or bytes then */
    byte[] write(int typeId, int sizeBytes, Value value) {
        byte[] bytes = new byte[sizeBytes];
        Optional<byte[]> given = numbers.special(value);
        if (given.isPresent()) {
            put(bytes, 0, sizeBytes, given.get(), value);
        } else if (btf == null || typeId == 0) {
            number(bytes, 0, 8 * sizeBytes, value);
        } else {
            write(btf, typeId, bytes, 0, 0, value);
        }
        return bytes;
    }

    private void write(Btf types, int typeId, byte[] bytes, long bit, int bitfieldBits, Value value) {
        BtfType type = types.resolve(typeId);
        Optional<byte[]> given = numbers.special(value);
        long size = types.sizeOf(typeId);
        if (given.isPresent()) {
            put(bytes, (int) (bit / 8), size, given.get(), value);
        } else if (type instanceof BtfType.Composite) {
            members(types, typeId, bytes, bit, value);
        } else if (type instanceof BtfType.Array array) {
            array(types, array, bytes, bit, value);
        } else {
            number(bytes, bit, bitfieldBits == 0 ? (int) (8 * size) : bitfieldBits, value);
        }
    }

    private void members(Btf types, int typeId, byte[] bytes, long bit, Value value) {
        if (!(value instanceof Value.Fields fields)) {
            throw new ScenarioException(
                    value.position(), "a struct is expected: its members in a mapping, not " + value);
        }
        int composite = types.strip(typeId);
        for (Value.Field field : fields.fields()) {
            MemberLookup.Found member = MemberLookup.find(types, composite, field.name())
                    .orElseThrow(() -> {
                        List<String> names = MemberLookup.all(types, composite).stream()
                                .map(MemberLookup.Found::name)
                                .toList();
                        return new ScenarioException(
                                field.position(),
                                "no member '" + field.name() + "'"
                                        + (Nearest.of(field.name(), names).isEmpty()
                                                ? "; there are " + String.join(", ", names)
                                                : Nearest.suffix(Nearest.of(field.name(), names))));
                    });
            write(types, member.type(), bytes, bit + member.bitOffset(), member.bitfieldBits(), field.value());
        }
    }

    private void array(Btf types, BtfType.Array array, byte[] bytes, long bit, Value value) {
        long element = types.sizeOf(array.elementType());
        if (value instanceof Value.Items items) {
            if (items.values().size() > array.count()) {
                throw new ScenarioException(
                        value.position(), items.values().size() + " elements for an array of " + array.count());
            }
            for (int i = 0; i < items.values().size(); i++) {
                write(
                        types,
                        array.elementType(),
                        bytes,
                        bit + 8 * i * element,
                        0,
                        items.values().get(i));
            }
        } else {
            put(
                    bytes,
                    (int) (bit / 8),
                    array.count() * element,
                    ValueNumbers.text(value).getBytes(StandardCharsets.UTF_8),
                    value);
        }
    }

    private static void put(byte[] bytes, int at, long room, byte[] given, Value value) {
        if (given.length > room || at + given.length > bytes.length) {
            throw new ScenarioException(value.position(), given.length + " bytes where there is room for " + room);
        }
        System.arraycopy(given, 0, bytes, at, given.length);
    }

    private void number(byte[] bytes, long bit, int width, Value value) {
        long number = numbers.number(value);
        boolean fits = width >= Long.SIZE || number >= -(1L << width - 1) && number < 1L << width;
        if (!fits) {
            throw new ScenarioException(value.position(), value + " does not fit into " + width + " bits");
        }
        boolean little = numbers.order() == ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < width; i++) {
            long at = bit + i;
            int significance = little ? i : width - 1 - i;
            int mask = little ? 1 << (int) (at % 8) : 0x80 >> (int) (at % 8);
            boolean set = significance < Long.SIZE ? (number >>> significance & 1) != 0 : number < 0;
            int index = (int) (at / 8);
            bytes[index] = (byte) (set ? bytes[index] | mask : bytes[index] & ~mask);
        }
    }
}
