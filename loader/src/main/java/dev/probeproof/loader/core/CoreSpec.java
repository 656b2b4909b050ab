// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.Errno;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a relocation asks about, in the types of one side: a type, an enumerator, or a field with the way to it.
 *
 * @param root the type that the way starts at, typedefs and modifiers kept
 * @param accessors the steps that a kernel must have too: named members and array elements. The first one is the root as
 *     an array element; for an enumerator it is the only one; a type has none
 * @param raw every step as a number, those into unnamed members too
 * @param bitOffset from the start of the root, counted from the lowest address
 */
record CoreSpec(CoreTypes types, int root, List<Accessor> accessors, List<Integer> raw, long bitOffset) {
    private static final long MAX_BIT_OFFSET = 0xffff_ffffL;

    CoreSpec {
        accessors = List.copyOf(accessors);
        raw = List.copyOf(raw);
    }

    /**
     * One step.
     *
     * @param type the struct, union or enum that has the member or enumerator; for an array element the element's type
     * @param index of the member or enumerator in that type, or of the element in its array
     * @param name of the member or enumerator; null for an array element
     */
    record Accessor(int type, int index, @Nullable String name) {}

    Accessor last() {
        return accessors.get(accessors.size() - 1);
    }

    boolean isEnumerator() {
        return !accessors.isEmpty() && accessors.get(0).name() != null;
    }

    /** How many bits stand before an element of an array. */
    static long elementBits(CoreTypes types, int elementType, int index) {
        // Below 2^32 bytes and 2^30 elements: the product fits, its bits may not.
        long bytes = types.sizeOf(elementType) * index;
        return bytes > MAX_BIT_OFFSET / 8 ? Long.MAX_VALUE : 8 * bytes;
    }

    /**
     * A place further on.
     *
     * @throws CoreException if it is beyond 512 MiB, where no bit can be counted in 32 bits
     */
    static long advanced(long bitOffset, long bits) {
        if (bits > MAX_BIT_OFFSET - bitOffset) {
            throw new CoreException("a CO-RE relocation leads beyond 512 MiB: " + Errno.E2BIG);
        }
        return bitOffset + bits;
    }

    /** The member that the last step leads to. */
    BtfType.Member member() {
        return types.composite(last().type()).members().get(last().index());
    }

    private BtfType.Enum enumeration() {
        return (BtfType.Enum) types.type(last().type());
    }

    /**
     * The value of the enumerator: 32 bits are extended as the enum says. Before there were enums of 64 bits (Linux 6.0)
     * such an enum had the lower halves of its values, which are taken for signed, as the reference loader does.
     */
    long enumeratorValue() {
        BtfType.Enum type = enumeration();
        long value = type.values().get(last().index()).value();
        return type.wide() || type.size() <= Integer.BYTES ? value : (int) value;
    }

    private String enumeratorText() {
        long value = enumeratorValue();
        return enumeration().signed() ? Long.toString(value) : Long.toUnsignedString(value);
    }

    /** The root with the first {@code steps} steps as C writes them: {@code struct task_struct.se.load}. */
    String path(int steps) {
        StringBuilder path = new StringBuilder(CoreNames.of(types, root));
        for (int i = 0; i < steps; i++) {
            Accessor accessor = accessors.get(i);
            if (accessor.name() != null) {
                path.append(isEnumerator() ? "::" : ".").append(accessor.name());
            } else if (i > 0 || accessor.index() > 0) {
                path.append('[').append(accessor.index()).append(']');
            }
        }
        return path.toString();
    }

    /** The steps after the root as C writes them: {@code se.load}; empty for the root itself. */
    String wayFromRoot() {
        String way = path(accessors.size()).substring(CoreNames.of(types, root).length());
        return isEnumerator() ? way.substring(2) : way.startsWith(".") ? way.substring(1) : way;
    }

    /** The access string that leads there. */
    String access() {
        return raw.stream().map(String::valueOf).collect(Collectors.joining(":"));
    }

    /**
     * The form of {@link CoreOutcome#local}: {@code struct foo}, {@code enum colour::RED = 1},
     * {@code struct foo.bar[2] (0:1:2 at byte 24)}, for a bit-field {@code ... at byte 24, bit 3)}.
     */
    @Override
    public String toString() {
        String text = path(accessors.size());
        if (isEnumerator()) {
            text += " = " + enumeratorText();
        } else if (!accessors.isEmpty()) {
            long bit = bitOffset % 8;
            text += " (" + access() + " at byte " + bitOffset / 8 + (bit == 0 ? "" : ", bit " + bit) + ")";
        }
        return text + types.owner();
    }
}
