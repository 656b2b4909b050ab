// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.uapi.MapType;
import org.jspecify.annotations.Nullable;

/**
 * A map before it exists: plain data, the same on every machine.
 *
 * <pre>{@code
 * MapSpec inner = MapSpec.of("inner", MapType.ARRAY, 4, 8, 16);
 * MapSpec outer = MapSpec.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 8).change().inner(inner).build();
 * }</pre>
 *
 * @param name as the program's author calls it, whole; a kernel gets at most 15 bytes of it
 * @param type the kernel's number; any number is legal here, an unknown one fails at creation
 * @param keySize bytes
 * @param valueSize bytes; per CPU for per-CPU maps
 * @param maxEntries elements, or bytes for ring buffers; 0 for a perf event array means one for each possible CPU
 * @param flags {@code BPF_F_*} of map creation
 * @param mapExtra meaning depends on the type
 * @param numaNode the memory node to use, which counts only where {@code BPF_F_NUMA_NODE} (4) is among the flags
 * @param keyTypeId BTF type of keys in the object's own BTF, or 0
 * @param valueTypeId BTF type of values in the object's own BTF, or 0
 * @param pinning 0 none, 1 by name
 * @param inner template of the elements of a map of maps
 * @param section the data section that the map's only element holds, or null for a map that a definition describes
 * @param initialValue bytes of element 0 of a data section; null where that is all zeros ({@code .bss})
 * @param frozen true if user space may not write after the initial value is set
 */
public record MapSpec(
        String name,
        int type,
        int keySize,
        int valueSize,
        int maxEntries,
        int flags,
        long mapExtra,
        int numaNode,
        int keyTypeId,
        int valueTypeId,
        int pinning,
        @Nullable MapSpec inner,
        @Nullable String section,
        @Nullable Bytes initialValue,
        boolean frozen) {

    /** A map with nothing special about it. */
    public static MapSpec of(String name, MapType type, int keySize, int valueSize, int maxEntries) {
        return of(name, type.number(), keySize, valueSize, maxEntries);
    }

    /** The same for a type by its number, whether or not any kernel has it. */
    public static MapSpec of(String name, int type, int keySize, int valueSize, int maxEntries) {
        return new Builder(name, type)
                .keySize(keySize)
                .valueSize(valueSize)
                .maxEntries(maxEntries)
                .build();
    }

    /** A map of that name and type, with everything else still to say. */
    public static Builder builder(String name, int type) {
        return new Builder(name, type);
    }

    /** Starts with this map; {@link Builder#build} gives the changed one. */
    public Builder change() {
        return new Builder(this);
    }

    /** The same map with other creation flags. */
    public MapSpec withFlags(int newFlags) {
        return change().flags(newFlags).build();
    }

    /** The same map with another capacity. */
    public MapSpec withMaxEntries(int newMaxEntries) {
        return change().maxEntries(newMaxEntries).build();
    }

    /** The same map with values of another size in bytes; they have no type then. */
    public MapSpec withValueSize(int newValueSize) {
        return newValueSize == valueSize
                ? this
                : change().valueSize(newValueSize).types(keyTypeId, 0).build();
    }

    /** The same map with other bytes in element 0. */
    public MapSpec withInitialValue(Bytes newInitialValue) {
        return change().section(section, newInitialValue, frozen).build();
    }

    /** The same map as a map of maps with that template. */
    public MapSpec withInner(MapSpec newInner) {
        return change().inner(newInner).build();
    }

    /** True if its type is that one. */
    public boolean is(MapType mapType) {
        return type == mapType.number();
    }

    /** As bpftool calls it, or the number of a type that has no name. */
    public String typeName() {
        return MapType.of(type).map(MapType::toString).orElseGet(() -> "type " + Integer.toUnsignedString(type));
    }

    /** What a map is to be; what is not said is 0, or absent. */
    public static final class Builder {
        private final String name;
        private int type;
        private int keySize;
        private int valueSize;
        private int maxEntries;
        private int flags;
        private long mapExtra;
        private int numaNode;
        private int keyTypeId;
        private int valueTypeId;
        private int pinning;
        private @Nullable MapSpec inner;
        private @Nullable String section;
        private @Nullable Bytes initialValue;
        private boolean frozen;

        private Builder(String name, int type) {
            this.name = name;
            this.type = type;
        }

        private Builder(MapSpec map) {
            this(map.name, map.type);
            keySize = map.keySize;
            valueSize = map.valueSize;
            maxEntries = map.maxEntries;
            flags = map.flags;
            mapExtra = map.mapExtra;
            numaNode = map.numaNode;
            keyTypeId = map.keyTypeId;
            valueTypeId = map.valueTypeId;
            pinning = map.pinning;
            inner = map.inner;
            section = map.section;
            initialValue = map.initialValue;
            frozen = map.frozen;
        }

        public Builder type(int number) {
            type = number;
            return this;
        }

        public Builder keySize(int bytes) {
            keySize = bytes;
            return this;
        }

        public Builder valueSize(int bytes) {
            valueSize = bytes;
            return this;
        }

        public Builder maxEntries(int count) {
            maxEntries = count;
            return this;
        }

        public Builder flags(int bits) {
            flags = bits;
            return this;
        }

        public Builder mapExtra(long extra) {
            mapExtra = extra;
            return this;
        }

        public Builder numaNode(int node) {
            numaNode = node;
            return this;
        }

        /** BTF types of keys and values, 0 for none. */
        public Builder types(int key, int value) {
            keyTypeId = key;
            valueTypeId = value;
            return this;
        }

        public Builder pinning(int how) {
            pinning = how;
            return this;
        }

        public Builder inner(@Nullable MapSpec template) {
            inner = template;
            return this;
        }

        /** The data section that it is, what is in it, and whether that is constant. */
        public Builder section(@Nullable String sectionName, @Nullable Bytes content, boolean constant) {
            section = sectionName;
            initialValue = content;
            frozen = constant;
            return this;
        }

        public MapSpec build() {
            return new MapSpec(
                    name,
                    type,
                    keySize,
                    valueSize,
                    maxEntries,
                    flags,
                    mapExtra,
                    numaNode,
                    keyTypeId,
                    valueTypeId,
                    pinning,
                    inner,
                    section,
                    initialValue,
                    frozen);
        }
    }
}
