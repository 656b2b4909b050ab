// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.RingBufferSize;
import dev.probeproof.loader.uapi.MapType;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one map definition that is written as a C struct and described by BTF only: numbers are the lengths of arrays that
 * members point to, key and value are the types that members point to.
 */
final class BtfMapReader {
    private static final int PIN_BY_NAME = 1;

    /** How the loaders of iproute2 and of cilium number what comes to the same. */
    private static final Set<Long> FOREIGN_PIN_BY_NAME = Set.of(2L, 16L);

    /** Elements of maps of maps and of program arrays are descriptors, as user space sees them. */
    private static final int DESCRIPTOR_BYTES = 4;

    private final Btf btf;
    private final String name;
    private final boolean inner;
    private final Strictness strictness;

    private int type;
    private long keySize;
    private long valueSize;
    private long maxEntries;
    private long flags;
    private long mapExtra;
    private long numaNode;
    private int keyTypeId;
    private int valueTypeId;
    private int pinning;
    private @Nullable MapSpec template;
    private OptionalLong valuesOffset = OptionalLong.empty();
    private final Set<String> seen = new HashSet<>();

    private BtfMapReader(Btf btf, String name, boolean inner, Strictness strictness) {
        this.btf = btf;
        this.name = name;
        this.inner = inner;
        this.strictness = strictness;
    }

    /**
     * A definition.
     *
     * @param valuesOffset bytes from the start of the definition to the elements that the source fills, if it can
     */
    record Definition(MapSpec map, OptionalLong valuesOffset) {}

    /**
     * @param typeId of the variable
     * @throws CorruptObjectException if it is no map definition, naming the map and the member
     */
    static Definition read(Btf btf, String name, int typeId, Strictness strictness) {
        return new BtfMapReader(btf, name, false, strictness).read(typeId);
    }

    private Definition read(int typeId) {
        if (!(btf.resolve(typeId) instanceof BtfType.Composite definition) || definition.union()) {
            throw corrupt("it is a " + btf.resolve(typeId).kind() + ", not a struct");
        }
        List<BtfType.Member> members = definition.members();
        for (int i = 0; i < members.size(); i++) {
            member(members.get(i), i == members.size() - 1);
        }
        if (!seen.contains("type")) {
            throw corrupt("it has no member 'type'");
        }
        MapSpec map = MapSpec.builder(name, type)
                .keySize((int) keySize)
                .valueSize((int) valueSize)
                .maxEntries(entries())
                .flags((int) flags)
                .mapExtra(mapExtra)
                .numaNode((int) numaNode)
                .types(keyTypeId, valueTypeId)
                .pinning(pinning)
                .inner(template)
                .build();
        return new Definition(map, valuesOffset);
    }

    /** Sizes of ring buffers are rounded when they are read, as the reference loader does. */
    private int entries() {
        boolean ring = type == MapType.RINGBUF.number() || type == MapType.USER_RINGBUF.number();
        return ring ? RingBufferSize.fitting((int) maxEntries, RingBufferSize.SMALLEST_PAGE_BYTES) : (int) maxEntries;
    }

    private void member(BtfType.Member member, boolean last) {
        if (!seen.add(member.name()) && strictness == Strictness.STRICT) {
            throw corrupt("member '" + member.name() + "' appears twice");
        }
        switch (member.name()) {
            case "type" -> type = (int) number(member);
            case "max_entries" -> maxEntries = number(member);
            case "map_flags" -> flags = number(member);
            case "map_extra" -> mapExtra = longNumber(member);
            case "key_size" -> keySize = size(member, keySize, number(member));
            case "value_size" -> valueSize = size(member, valueSize, number(member));
            case "key" -> {
                keyTypeId = pointee(member);
                keySize = size(member, keySize, btf.sizeOf(keyTypeId));
            }
            case "value" -> {
                valueTypeId = pointee(member);
                valueSize = size(member, valueSize, btf.sizeOf(valueTypeId));
            }
            case "values" -> values(member, last);
            case "pinning" -> pinning = pinning(member);
            case "numa_node" -> numaNode = number(member);
            default -> unknown(member);
        }
    }

    private void unknown(BtfType.Member member) {
        if (strictness == Strictness.STRICT) {
            throw corrupt("member '" + member.name() + "' means nothing known");
        }
    }

    private int pinning(BtfType.Member member) {
        long value = number(member);
        if (inner) {
            throw corrupt("the template of an element cannot be pinned");
        }
        if (strictness == Strictness.LENIENT && FOREIGN_PIN_BY_NAME.contains(value)) {
            return PIN_BY_NAME;
        }
        if (value != 0 && value != PIN_BY_NAME) {
            throw corrupt("pinning " + value + "; known are 0 (none) and 1 (by name)");
        }
        return (int) value;
    }

    private void values(BtfType.Member member, boolean last) {
        if (!last) {
            throw corrupt("member 'values' must be the last");
        }
        if (inner) {
            throw corrupt("maps nest one level deep only");
        }
        if (!(btf.resolve(member.type()) instanceof BtfType.Array array)
                || array.count() != 0
                || !(btf.resolve(array.elementType()) instanceof BtfType.Ptr pointer)) {
            throw corrupt("member 'values' is no flexible array of pointers");
        }
        valueSize = size(member, valueSize, DESCRIPTOR_BYTES);
        valuesOffset = OptionalLong.of(member.bitOffset() / 8);
        BtfType element = btf.resolve(pointer.type());
        if (isMapOfMaps() && element.kind() == BtfKind.STRUCT) {
            template = new BtfMapReader(btf, name + ".inner", true, strictness)
                    .read(pointer.type())
                    .map();
        } else if (type != MapType.PROG_ARRAY.number() || element.kind() != BtfKind.FUNC_PROTO) {
            throw corrupt("elements of type " + element.kind() + " in a map of type " + Integer.toUnsignedString(type)
                    + "; a map of maps has a struct there, a program array a function");
        }
    }

    private boolean isMapOfMaps() {
        return type == MapType.ARRAY_OF_MAPS.number() || type == MapType.HASH_OF_MAPS.number();
    }

    private long size(BtfType.Member member, long known, long size) {
        if (known != 0 && known != size) {
            throw corrupt("member '" + member.name() + "' says " + size + " bytes, another one " + known);
        }
        return size;
    }

    /** A number, written as a pointer to an array of that many elements. */
    private long number(BtfType.Member member) {
        if (btf.resolve(member.type()) instanceof BtfType.Ptr pointer
                && btf.resolve(pointer.type()) instanceof BtfType.Array array) {
            return array.count();
        }
        throw corrupt("member '" + member.name() + "' is no number: a pointer to an array is needed");
    }

    /** A number that may need 64 bits: as above, or the only value of an enum. */
    private long longNumber(BtfType.Member member) {
        if (btf.resolve(member.type()) instanceof BtfType.Enum value) {
            if (value.values().size() != 1) {
                throw corrupt("member '" + member.name() + "' is an enum of "
                        + value.values().size() + " values; one is needed");
            }
            return value.values().get(0).value();
        }
        return number(member);
    }

    private int pointee(BtfType.Member member) {
        if (btf.resolve(member.type()) instanceof BtfType.Ptr pointer) {
            return pointer.type();
        }
        throw corrupt("member '" + member.name() + "' is no pointer to a type");
    }

    private CorruptObjectException corrupt(String problem) {
        return btf.raw().named("definition of map '" + name + "'").corrupt(-1, problem);
    }
}
