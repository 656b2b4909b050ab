// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.emulator.memory.Region;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_MAP_TYPE_TASK_STORAGE} and {@code BPF_MAP_TYPE_CGRP_STORAGE}: a value for an object of the kernel, which is
 * known by its address. Values live until they are deleted: objects here do not die. User space of a real kernel names
 * objects by descriptors, which there are none of.
 */
public final class ObjectStorageMap implements IdentifiedMap {
    private static final int CLONE = 1 << 9;

    /** What fits the 16 bits in which the kernel counts the bytes of a storage element, its header included. */
    private static final int MAX_VALUE_BYTES = 0xffff - 88;

    private final MapIdentity identity;
    private final TreeMap<Long, Region> values = new TreeMap<>();
    private final ReferenceCount references = new ReferenceCount(this::free);

    ObjectStorageMap(MapIdentity identity) {
        check(CreationChecks.of(identity.spec()));
        this.identity = identity;
    }

    /** Storage of sockets, inodes, tasks and cgroups: keyed by a descriptor, and never without types. */
    static CreationChecks check(CreationChecks checks) {
        return checks.noExtra()
                .onlyFlags(MapFlags.NO_PREALLOC | CLONE)
                .withFlag(MapFlags.NO_PREALLOC)
                .noEntries()
                .keySize(Integer.BYTES)
                .someValues()
                .withTypes()
                .valueAtMost(MAX_VALUE_BYTES);
    }

    @Override
    public MapIdentity identity() {
        return identity;
    }

    @Override
    public ReferenceCount references() {
        return references;
    }

    /** The address of an object's value, or 0. */
    public long find(long object) {
        Region value = values.get(object);
        return value == null ? 0 : value.base();
    }

    /** Gives an object that has none a value; returns its address, or 0 if there is no memory. */
    public long add(long object, byte[] initial) {
        Region value = identity.allocateValue();
        if (value == null) {
            return 0;
        }
        System.arraycopy(initial, 0, value.bytes(), 0, initial.length);
        values.put(object, value);
        return value.base();
    }

    /** False if it had none. */
    public boolean remove(long object) {
        @Nullable Region value = values.remove(object);
        if (value == null) {
            return false;
        }
        identity.heap().free(value);
        return true;
    }

    @Override
    public Optional<byte[]> userLookup(byte[] key) {
        throw byDescriptor("looking up an element");
    }

    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        throw byDescriptor("updating an element");
    }

    @Override
    public void userDelete(byte[] key) {
        throw byDescriptor("deleting an element");
    }

    private RuntimeException byDescriptor(String operation) {
        return MapTypes.notEmulated(operation + " of map '" + spec().name() + "' by a descriptor of its object");
    }

    private void free() {
        values.values().forEach(identity.heap()::free);
        values.clear();
    }
}
