// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.TreeMap;

/** {@code BPF_MAP_TYPE_ARRAY_OF_MAPS}: maps by index. */
final class ArrayOfMapsMap implements IdentifiedMap, MapOfMaps {
    private final MapIdentity identity;
    private final MapTemplate template;
    private final ArrayIndex index;
    private final TreeMap<Integer, EmulatedMap> slots = new TreeMap<>();
    private final ReferenceCount references = new ReferenceCount(this::clear);

    ArrayOfMapsMap(MapIdentity identity) {
        CreationChecks.of(identity.spec())
                .noExtra()
                .someEntries()
                .keySize(Integer.BYTES)
                .valueSize(Integer.BYTES)
                .flags(MapFlags.NUMA_NODE)
                .that(
                        (identity.spec().flags() & (MapFlags.RDONLY_PROG | MapFlags.WRONLY_PROG)) == 0,
                        "program access flags")
                .fits(Long.BYTES, 1);
        this.identity = identity;
        this.template = MapTemplate.of(identity.spec());
        this.index = new ArrayIndex(
                identity.spec().maxEntries(), identity.heap().memory().order());
    }

    @Override
    public MapIdentity identity() {
        return identity;
    }

    @Override
    public ReferenceCount references() {
        return references;
    }

    @Override
    public void store(byte[] key, EmulatedMap map) {
        int slot = index.of(key);
        if (slot < 0) {
            throw Refusal.ofUser(this, "update an element of", Errno.E2BIG);
        }
        if (!template.admits(map.spec())) {
            throw Refusal.ofUser(this, "store a map unlike the template of", Errno.EINVAL);
        }
        map.references().retain();
        EmulatedMap before = slots.put(slot, map);
        if (before != null) {
            before.references().release();
        }
    }

    @Override
    public long lookupAddress(byte[] source, int offset) {
        EmulatedMap map = slots.get(index.of(source, offset));
        return map == null ? 0 : map.address();
    }

    @Override
    public void userDelete(byte[] key) {
        Refusal.throwIfNegative(this, "delete an element of", remove(key));
    }

    /** User space stores maps by handle; bytes are a descriptor that names nothing here. */
    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        Errno errno = flags != MapHandle.ANY ? Errno.EINVAL : index.of(key) < 0 ? Errno.E2BIG : Errno.EBADF;
        throw Refusal.ofUser(this, "update an element of", errno);
    }

    /** The id of the map. */
    @Override
    public Optional<byte[]> userLookup(byte[] key) {
        return Optional.ofNullable(slots.get(index.of(key)))
                .map(map -> ByteBuffer.allocate(Integer.BYTES)
                        .order(identity.heap().memory().order())
                        .putInt(map.id())
                        .array());
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        return index.next(key);
    }

    private void clear() {
        slots.values().forEach(map -> map.references().release());
        slots.clear();
    }

    private long remove(byte[] key) {
        int slot = index.of(key);
        if (slot < 0) {
            return -Errno.E2BIG.number();
        }
        EmulatedMap map = slots.remove(slot);
        if (map == null) {
            return -Errno.ENOENT.number();
        }
        map.references().release();
        return 0;
    }
}
