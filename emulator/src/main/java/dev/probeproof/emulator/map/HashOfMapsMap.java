// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteBuffer;
import java.util.Optional;

/** {@code BPF_MAP_TYPE_HASH_OF_MAPS}: maps by key. */
final class HashOfMapsMap implements IdentifiedMap, MapOfMaps {
    private final MapIdentity identity;
    private final MapTemplate template;
    private final KeyedElements<EmulatedMap> elements;
    private final ReferenceCount references = new ReferenceCount(this::releaseAll);

    HashOfMapsMap(MapIdentity identity) {
        CreationChecks.of(identity.spec()).valueSize(Integer.BYTES);
        HashTable.check(identity, MapFlags.NO_PREALLOC | MapFlags.NUMA_NODE).fits(HashTable.elementBytes(identity), 1);
        this.identity = identity;
        this.elements = new KeyedElements<>(identity.spec().keySize());
        this.template = MapTemplate.of(identity.spec());
    }

    @Override
    public MapIdentity identity() {
        return identity;
    }

    @Override
    public ReferenceCount references() {
        return references;
    }

    private void releaseAll() {
        elements.elements().forEach(map -> map.references().release());
    }

    @Override
    public void store(byte[] key, EmulatedMap map) {
        if (!template.admits(map.spec())) {
            throw Refusal.ofUser(this, "store a map unlike the template of", Errno.EINVAL);
        }
        if (elements.get(key) == null && elements.size() == spec().maxEntries()) {
            throw Refusal.ofUser(this, "update an element of", Errno.E2BIG);
        }
        map.references().retain();
        EmulatedMap before = elements.put(key, map);
        if (before != null) {
            before.references().release();
        }
    }

    @Override
    public long lookupAddress(byte[] source, int offset) {
        EmulatedMap map = elements.get(source, offset);
        return map == null ? 0 : map.address();
    }

    @Override
    public void userDelete(byte[] key) {
        Refusal.throwIfNegative(this, "delete an element of", remove(key));
    }

    /** User space stores maps by handle; bytes are a descriptor that names nothing here. */
    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        throw Refusal.ofUser(this, "update an element of", Errno.EBADF);
    }

    /** The id of the map. */
    @Override
    public Optional<byte[]> userLookup(byte[] key) {
        return Optional.ofNullable(elements.get(key))
                .map(map -> ByteBuffer.allocate(Integer.BYTES)
                        .order(identity.heap().memory().order())
                        .putInt(map.id())
                        .array());
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        return elements.keyAfter(key);
    }

    private long remove(byte[] key) {
        EmulatedMap map = elements.remove(key);
        if (map == null) {
            return -Errno.ENOENT.number();
        }
        map.references().release();
        return 0;
    }
}
