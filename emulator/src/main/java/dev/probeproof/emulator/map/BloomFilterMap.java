// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.uapi.Errno;
import java.util.BitSet;
import java.util.Optional;

/**
 * {@code BPF_MAP_TYPE_BLOOM_FILTER}: answers whether a value may have been added. Which values are wrongly taken for
 * present differs from a real kernel, whose hash has a random seed. User space asks with the value in place of a key.
 */
final class BloomFilterMap implements IdentifiedMap, ElementQueue {
    private static final int DEFAULT_HASHES = 5;
    private static final int MAX_HASHES = 15;

    private final MapIdentity identity;
    private final BitSet bits = new BitSet();
    private final int hashes;
    private final int bitMask;
    private final ReferenceCount references = new ReferenceCount(bits::clear);

    BloomFilterMap(MapIdentity identity) {
        long extra = identity.spec().mapExtra();
        CreationChecks.of(identity.spec())
                .keySize(0)
                .someValues()
                .someEntries()
                .flags(MapFlags.NUMA_NODE | MapFlags.ZERO_SEED)
                .that((extra & ~MAX_HASHES) == 0, "map_extra " + extra)
                .valueAtMost(4L << 20)
                .fits(DEFAULT_HASHES, 1);
        this.identity = identity;
        this.hashes = extra == 0 ? DEFAULT_HASHES : (int) extra;
        long wanted = (long) identity.spec().maxEntries() * hashes * 7 / 5;
        this.bitMask = (int) (Long.highestOneBit(Math.max(Math.min(wanted, 1L << 30), 64) - 1) * 2 - 1);
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
    public long push(byte[] value, long flags) {
        if (flags != MapHandle.ANY) {
            return -Errno.EINVAL.number();
        }
        for (int hash = 0; hash < hashes; hash++) {
            bits.set(bit(value, hash));
        }
        return 0;
    }

    @Override
    public long pop(byte[] value) {
        return -Errno.EOPNOTSUPP.number();
    }

    @Override
    public long peek(byte[] value) {
        for (int hash = 0; hash < hashes; hash++) {
            if (!bits.get(bit(value, hash))) {
                return -Errno.ENOENT.number();
            }
        }
        return 0;
    }

    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        Refusal.throwIfNegative(this, "add to", push(value, flags));
    }

    /** The value itself, if it may be there. */
    @Override
    public Optional<byte[]> userLookup(byte[] key) {
        return peek(key) == 0 ? Optional.of(key.clone()) : Optional.empty();
    }

    @Override
    public void userDelete(byte[] key) {
        throw Refusal.ofUser(this, "delete an element of", Errno.EOPNOTSUPP);
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        throw Refusal.ofUser(this, "go to the next key of", Errno.EOPNOTSUPP);
    }

    /** FNV-1a, started differently for each hash, with its bits mixed once more. */
    private int bit(byte[] value, int seed) {
        long hash = 0xcbf2_9ce4_8422_2325L + seed * 0x9e37_79b9_7f4a_7c15L;
        for (byte octet : value) {
            hash = (hash ^ octet & 0xff) * 0x100_0000_01b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0x9e37_79b9_7f4a_7c15L;
        return (int) (hash >>> 33) & bitMask;
    }
}
