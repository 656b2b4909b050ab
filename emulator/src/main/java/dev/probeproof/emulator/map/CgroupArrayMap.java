// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code BPF_MAP_TYPE_CGROUP_ARRAY}: cgroups to compare with. User space of a real kernel stores descriptors of their
 * directories; here the 4 bytes are the cgroup's id itself, of which 0 is none.
 */
public final class CgroupArrayMap implements IdentifiedMap {
    private final MapIdentity identity;
    private final ArrayIndex index;
    private final TreeMap<Integer, Long> slots = new TreeMap<>();
    private final ReferenceCount references = new ReferenceCount(slots::clear);

    CgroupArrayMap(MapIdentity identity) {
        CreationChecks.of(identity.spec())
                .noExtra()
                .onlyFlags(MapFlags.NUMA_NODE | MapFlags.RDONLY | MapFlags.WRONLY)
                .someEntries()
                .keySize(Integer.BYTES)
                .valueSize(Integer.BYTES)
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

    /** What {@code bpf_current_task_under_cgroup} does: 1, 0 or a negative errno. Of the index the low 32 bits count. */
    public long underCgroup(long slot) {
        if (Integer.compareUnsigned((int) slot, spec().maxEntries()) >= 0) {
            return -Errno.E2BIG.number();
        }
        Long cgroup = slots.get((int) slot);
        if (cgroup == null) {
            return -Errno.EAGAIN.number();
        }
        return identity.world().cgroup().isUnder(cgroup) ? 1 : 0;
    }

    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        int slot = index.of(key);
        long cgroup = Integer.toUnsignedLong(
                ByteBuffer.wrap(value).order(identity.heap().memory().order()).getInt());
        if (flags != MapHandle.ANY || slot < 0 || cgroup == 0) {
            Errno errno = flags != MapHandle.ANY ? Errno.EINVAL : slot < 0 ? Errno.E2BIG : Errno.EBADF;
            throw Refusal.ofUser(this, "update an element of", errno);
        }
        slots.put(slot, cgroup);
    }

    @Override
    public void userDelete(byte[] key) {
        int slot = index.of(key);
        if (slot < 0) {
            throw Refusal.ofUser(this, "delete an element of", Errno.E2BIG);
        }
        if (slots.remove(slot) == null) {
            throw Refusal.ofUser(this, "delete an element of", Errno.ENOENT);
        }
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        return index.next(key);
    }
}
