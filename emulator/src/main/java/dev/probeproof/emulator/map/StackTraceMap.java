// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code BPF_MAP_TYPE_STACK_TRACE}: stack traces under an id made from their content. Only programs write. */
public final class StackTraceMap implements IdentifiedMap {
    /** {@code sysctl kernel.perf_event_max_stack}. */
    public static final int MAX_DEPTH = 127;

    private final MapIdentity identity;
    private final TreeMap<Integer, Bucket> buckets = new TreeMap<>();
    private final ReferenceCount references = new ReferenceCount(buckets::clear);
    private final ArrayIndex index;

    private record Bucket(int hash, List<Long> addresses) {}

    StackTraceMap(MapIdentity identity) {
        int valueSize = identity.spec().valueSize();
        boolean buildId = (identity.spec().flags() & MapFlags.STACK_BUILD_ID) != 0;
        int frameBytes = buildId ? 32 : Long.BYTES;
        CreationChecks.of(identity.spec())
                .noExtra()
                .flags(MapFlags.NUMA_NODE | MapFlags.STACK_BUILD_ID)
                .someEntries()
                .keySize(Integer.BYTES)
                .that(
                        valueSize >= frameBytes && valueSize % frameBytes == 0,
                        "values that are no whole number of frames")
                .that(valueSize / frameBytes <= MAX_DEPTH, "more than " + MAX_DEPTH + " frames")
                .fits(valueSize, 1);
        if (buildId) {
            throw MapTypes.notEmulated("stack traces by build id");
        }
        this.identity = identity;
        this.index = new ArrayIndex(bucketCount(), identity.heap().memory().order());
    }

    @Override
    public MapIdentity identity() {
        return identity;
    }

    @Override
    public ReferenceCount references() {
        return references;
    }

    /** How many frames fit into an element. */
    public int depth() {
        return spec().valueSize() / Long.BYTES;
    }

    /**
     * Keeps a trace.
     *
     * @param compareByHash two traces with the same hash count as equal
     * @param replace a trace that has the same id is replaced; otherwise EEXIST
     * @return the id, or a negative errno
     */
    public long store(List<Long> addresses, boolean compareByHash, boolean replace) {
        int hash = addresses.hashCode();
        hash ^= hash >>> 16;
        int id = hash & bucketCount() - 1;
        Bucket present = buckets.get(id);
        if (present != null) {
            boolean same = present.hash() == hash
                    && (compareByHash || present.addresses().equals(addresses));
            if (same) {
                return id;
            }
            if (!replace) {
                return -Errno.EEXIST.number();
            }
        }
        buckets.put(id, new Bucket(hash, List.copyOf(addresses)));
        return id;
    }

    @Override
    public void userDelete(byte[] key) {
        Refusal.throwIfNegative(this, "delete an element of", remove(key));
    }

    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        throw Refusal.ofUser(this, "update an element of", Errno.EINVAL);
    }

    @Override
    public Optional<byte[]> userLookup(byte[] key) {
        return Optional.ofNullable(buckets.get(index.of(key))).map(this::encode);
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        int id = key.map(index::of).orElse(-1);
        Map.@Nullable Entry<Integer, Bucket> next =
                buckets.containsKey(id) ? buckets.higherEntry(id) : buckets.firstEntry();
        return Optional.ofNullable(next).map(entry -> index.key(entry.getKey()));
    }

    private byte[] encode(Bucket bucket) {
        byte[] value = new byte[spec().valueSize()];
        ByteBuffer buffer =
                ByteBuffer.wrap(value).order(identity.heap().memory().order());
        bucket.addresses().forEach(buffer::putLong);
        return value;
    }

    /** The capacity, rounded up to a power of two. */
    private int bucketCount() {
        int entries = spec().maxEntries();
        return entries == 1 ? 1 : Integer.highestOneBit(entries - 1) << 1;
    }

    private long remove(byte[] key) {
        int id = index.of(key);
        if (id < 0) {
            return -Errno.E2BIG.number();
        }
        return buckets.remove(id) == null ? -Errno.ENOENT.number() : 0;
    }
}
