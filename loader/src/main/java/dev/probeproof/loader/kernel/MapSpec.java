// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.uapi.MapType;
import org.jspecify.annotations.Nullable;

/**
 * A map before it exists: plain data, the same on every machine.
 *
 * @param name as the program's author calls it; a kernel gets at most 15 bytes of it
 * @param type the kernel's number; any number is legal here, an unknown one fails at creation
 * @param keySize bytes
 * @param valueSize bytes; per CPU for per-CPU maps
 * @param maxEntries elements, or bytes for ring buffers; 0 for a perf event array means one for each possible CPU
 * @param flags {@code BPF_F_*} of map creation
 * @param mapExtra meaning depends on the type
 * @param keyTypeId BTF type of keys in the object's own BTF, or 0
 * @param valueTypeId BTF type of values in the object's own BTF, or 0
 * @param pinning 0 none, 1 by name
 * @param inner template of the elements of a map of maps
 * @param initialValue bytes of element 0 of a data section
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
        int keyTypeId,
        int valueTypeId,
        int pinning,
        @Nullable MapSpec inner,
        @Nullable Bytes initialValue,
        boolean frozen) {

    /** A map with nothing special about it. */
    public static MapSpec of(String name, MapType type, int keySize, int valueSize, int maxEntries) {
        return new MapSpec(name, type.number(), keySize, valueSize, maxEntries, 0, 0, 0, 0, 0, null, null, false);
    }

    /** The same map with other creation flags. */
    public MapSpec withFlags(int newFlags) {
        return new MapSpec(
                name,
                type,
                keySize,
                valueSize,
                maxEntries,
                newFlags,
                mapExtra,
                keyTypeId,
                valueTypeId,
                pinning,
                inner,
                initialValue,
                frozen);
    }

    /** The same map with another capacity. */
    public MapSpec withMaxEntries(int newMaxEntries) {
        return new MapSpec(
                name,
                type,
                keySize,
                valueSize,
                newMaxEntries,
                flags,
                mapExtra,
                keyTypeId,
                valueTypeId,
                pinning,
                inner,
                initialValue,
                frozen);
    }

    /** The same map with other bytes in element 0. */
    public MapSpec withInitialValue(Bytes newInitialValue) {
        return new MapSpec(
                name,
                type,
                keySize,
                valueSize,
                maxEntries,
                flags,
                mapExtra,
                keyTypeId,
                valueTypeId,
                pinning,
                inner,
                newInitialValue,
                frozen);
    }

    /** The same map as a map of maps with that template. */
    public MapSpec withInner(MapSpec newInner) {
        return new MapSpec(
                name,
                type,
                keySize,
                valueSize,
                maxEntries,
                flags,
                mapExtra,
                keyTypeId,
                valueTypeId,
                pinning,
                newInner,
                initialValue,
                frozen);
    }
}
