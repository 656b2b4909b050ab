// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * {@code BPF_MAP_TYPE_PERF_EVENT_ARRAY}: a perf buffer for each CPU. Until user space opens a reader there are none, and
 * {@code bpf_perf_event_output} says ENOENT.
 */
public final class PerfEventArrayMap implements IdentifiedMap {
    /** {@code BPF_F_CURRENT_CPU}, and the part of the flags that holds an index. */
    private static final long INDEX_MASK = 0xffff_ffffL;

    private final MapIdentity identity;
    private final ArrayIndex index;
    private final TreeMap<Integer, PerfBuffer> buffers = new TreeMap<>();
    private final ReferenceCount references = new ReferenceCount(buffers::clear);

    PerfEventArrayMap(MapIdentity identity) {
        CreationChecks.of(identity.spec())
                .noExtra()
                .someEntries()
                .keySize(Integer.BYTES)
                .valueSize(Integer.BYTES)
                .flags(MapFlags.NUMA_NODE | MapFlags.PRESERVE_ELEMS)
                .that(
                        (identity.spec().flags() & (MapFlags.RDONLY_PROG | MapFlags.WRONLY_PROG)) == 0,
                        "program access flags")
                .fits(Long.BYTES, 1);
        this.identity = identity;
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

    /** What {@code bpf_perf_event_output} does: 0 or a negative errno. */
    public long output(long flags, byte[] data) {
        if ((flags & ~INDEX_MASK) != 0) {
            return -Errno.EINVAL.number();
        }
        int currentCpu = identity.world().cpu();
        long wanted = flags == INDEX_MASK ? currentCpu : flags;
        if (wanted >= Integer.toUnsignedLong(spec().maxEntries())) {
            return -Errno.E2BIG.number();
        }
        PerfBuffer buffer = buffers.get((int) wanted);
        if (buffer == null) {
            return -Errno.ENOENT.number();
        }
        if (buffer.cpu() != currentCpu) {
            return -Errno.EOPNOTSUPP.number();
        }
        return buffer.write(data) ? 0 : -Errno.ENOSPC.number();
    }

    /** Puts a buffer into the slot of each CPU that has one. */
    public void openReader() {
        int cpus = Math.min(identity.possibleCpus(), spec().maxEntries());
        for (int cpu = 0; cpu < cpus; cpu++) {
            buffers.put(cpu, new PerfBuffer(cpu));
        }
    }

    public void closeReader() {
        buffers.clear();
    }

    /** Hands over all samples, CPU by CPU; returns how many. */
    public int drain(Consumer<byte[]> sink) {
        int count = 0;
        // The sink may close the reader.
        List<PerfBuffer> present = new ArrayList<>(buffers.values());
        for (PerfBuffer buffer : present) {
            count += buffer.drain(sink);
        }
        return count;
    }

    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        Errno errno = flags != MapHandle.ANY ? Errno.EINVAL : index.of(key) < 0 ? Errno.E2BIG : Errno.EBADF;
        throw Refusal.ofUser(this, "update an element of", errno);
    }

    @Override
    public void userDelete(byte[] key) {
        Refusal.throwIfNegative(this, "delete an element of", remove(key));
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        return index.next(key);
    }

    private long remove(byte[] key) {
        int slot = index.of(key);
        if (slot < 0) {
            return -Errno.E2BIG.number();
        }
        return buffers.remove(slot) == null ? -Errno.ENOENT.number() : 0;
    }
}
