// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A global variable of an object, or a part of one, in the element of the map that its section becomes. Values are in the
 * object's byte order.
 *
 * <pre>{@code
 * VariablePlace place = VariablePlace.find(object, "config.limits[2]");
 * byte[] changed = place.store(element, 17);
 * }</pre>
 */
public final class VariablePlace {
    private final String path;
    private final GlobalVariable variable;
    private final VariablePath.Part part;
    private final BpfObject object;
    private final Btf btf;

    private VariablePlace(String path, GlobalVariable variable, VariablePath.Part part, BpfObject object, Btf btf) {
        this.path = path;
        this.variable = variable;
        this.part = part;
        this.object = object;
        this.btf = btf;
    }

    /**
     * Finds a variable by name, with members and elements behind it as in C; {@code .bss:name} names the section where
     * several static variables share a name.
     *
     * @param path such as {@code debug}, {@code config.limits[2].max}
     * @throws VariableException if there is no such variable or part, or more than one
     */
    public static VariablePlace find(BpfObject object, String path) {
        VariablePath steps = new VariablePath(object, path, "find");
        VariablePath.Start start = steps.start();
        Btf btf = Objects.requireNonNull(object.btf(), "variables come from BTF");
        VariablePath.Part part = steps.follow(start, btf);
        VariablePath.Part placed = new VariablePath.Part(
                part.typeId(), 8 * start.variable().offset() + part.bitOffset(), part.bitfieldBits());
        return new VariablePlace(path, start.variable(), placed, object, btf);
    }

    /** As it was asked for. */
    public String path() {
        return path;
    }

    /** The whole variable. */
    public GlobalVariable variable() {
        return variable;
    }

    /** The first byte of the element that belongs to it. */
    public int offset() {
        return (int) (part.bitOffset() / 8);
    }

    /** How many bytes of the element belong to it, those it shares with other bit-fields included. */
    public int size() {
        long bits = part.bitfieldBits() == 0 ? 8 * btf.sizeOf(part.typeId()) : part.bitfieldBits();
        return (int) ((part.bitOffset() + bits + 7) / 8 - part.bitOffset() / 8);
    }

    /** Its type as messages call it. */
    public String typeName() {
        return ValueCodec.describe(btf, part.typeId());
    }

    private ByteOrder order() {
        return object.order();
    }

    /**
     * The value in an element: a {@link Long} for integers up to 64 bits, enums and pointers, {@link Boolean}, {@link
     * Double}, a {@link String} for arrays of {@code char}, {@code byte[]} for those of other single bytes, else a
     * {@link List}, and a {@link Map} for structs and unions.
     *
     * @param element all bytes of the map's element
     */
    public Object load(byte[] element) {
        return new ValueCodec(btf, order()).decode(part, element);
    }

    /** The name of an enum's value in an element, or the value as text where it has none or is of another type. */
    public String loadText(byte[] element) {
        Object value = load(element);
        if (btf.resolve(part.typeId()) instanceof BtfType.Enum type && value instanceof Long number) {
            return type.values().stream()
                    .filter(candidate -> candidate.value() == number)
                    .findFirst()
                    .map(BtfType.Enumerator::name)
                    .orElse(number.toString());
        }
        return text(value);
    }

    /** Bytes print in hex, wherever they are in a value. */
    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.ofDelimiter(" ").formatHex(bytes);
        } else if (value instanceof List<?> list) {
            return list.stream().map(VariablePlace::text).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof Map<?, ?> members) {
            return members.entrySet().stream()
                    .map(member -> member.getKey() + "=" + text(member.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.toString();
    }

    /**
     * The element with another value. Beside what {@link #load} gives, integers take any whole number in range, and a
     * {@code long} as the bits of an unsigned one of 64; enums take names of theirs; arrays take Java's; structs take some
     * of their members; everything takes {@code byte[]} of its size.
     *
     * @param element all bytes of the map's element; stays as it is
     * @throws VariableException if the value does not fit, or is meant for a pointer
     */
    public byte[] store(byte[] element, Object value) {
        byte[] changed = element.clone();
        new ValueEncoder(btf, order(), new VariablePath(object, path, "set")).encode(part, value, changed);
        return changed;
    }
}
