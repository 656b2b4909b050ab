// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.uapi.Errno;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The elements of the four hash types. Each value is memory of its own.
 *
 * <p>An update of an element that exists puts the value in other memory, as the kernel does: a pointer from an earlier
 * look-up keeps the old value (measured on 6.18). A preallocated hash has one spare element for each CPU to do that with,
 * and the replaced element becomes the spare. Values of per-CPU hashes are written in place. What else is deleted or
 * replaced can be read until the run ends.
 */
final class HashTable {
    /** As many as the kernel can count the bytes of in 32 bits; more is E2BIG even where memory would do. */
    private static final long MAX_BUCKETS = 1L << 27;

    private final MapIdentity map;
    private final boolean perCpu;
    private final boolean evicts;
    private final KeyedElements<Region[]> elements;
    /** By CPU, made at the first replacement there; empty for maps that have none. */
    private final @Nullable Region[][] spares;

    private HashTable(MapIdentity map, boolean perCpu, boolean evicts) {
        this.map = map;
        this.perCpu = perCpu;
        this.evicts = evicts;
        this.elements = new KeyedElements<>(map.spec().keySize());
        boolean preallocated = (map.spec().flags() & MapFlags.NO_PREALLOC) == 0;
        this.spares = new Region[preallocated && !evicts && !perCpu ? map.possibleCpus() : 0][];
    }

    /** Refuses to grow beyond its capacity. */
    static HashTable bounded(MapIdentity map, boolean perCpu) {
        return new HashTable(map, perCpu, false);
    }

    /** Evicts the least recently used element when full. A real kernel approximates that, and evicts earlier. */
    static HashTable evicting(MapIdentity map, boolean perCpu) {
        return new HashTable(map, perCpu, true);
    }

    static CreationChecks check(MapIdentity map, int flags) {
        return CreationChecks.of(map.spec())
                .noExtra()
                .flags(flags | MapFlags.ZERO_SEED)
                .someEntries()
                .someKeys()
                .someValues()
                .hashElementFits()
                .entriesAtMost(MAX_BUCKETS);
    }

    /** Bytes of an element, for the size of the full map. */
    static long elementBytes(MapIdentity map) {
        return map.spec().keySize() + (long) map.perCpuStride();
    }

    int copies() {
        return perCpu ? map.possibleCpus() : 1;
    }

    /** For programs: the value on a CPU of the key that starts at an offset, or null. */
    @Nullable
    Region lookup(byte[] source, int offset, int cpu) {
        Region[] values = evicts ? elements.getAndMoveToEnd(source, offset) : elements.get(source, offset);
        return values == null ? null : values[perCpu ? cpu : 0];
    }

    long updateFromProgram(byte[] key, byte[] value, long flags, int cpu) {
        return update(key, flags, perCpu, values -> copy(value, 0, values[perCpu ? cpu : 0]));
    }

    /** The value holds those of all CPUs, each at a multiple of 8 bytes, if the map is per CPU. */
    long updateFromUser(byte[] key, byte[] value, long flags) {
        return update(key, flags, perCpu, values -> {
            for (int cpu = 0; cpu < values.length; cpu++) {
                copy(value, cpu * map.perCpuStride(), values[cpu]);
            }
        });
    }

    long delete(byte[] key) {
        Region[] values = elements.remove(key);
        if (values == null) {
            return -Errno.ENOENT.number();
        }
        free(values);
        return 0;
    }

    Optional<byte[]> copyForUser(byte[] key) {
        Region[] values = elements.get(key);
        if (values == null) {
            return Optional.empty();
        }
        if (!perCpu) {
            return Optional.of(values[0].bytes().clone());
        }
        byte[] all = new byte[values.length * map.perCpuStride()];
        for (int cpu = 0; cpu < values.length; cpu++) {
            System.arraycopy(
                    values[cpu].bytes(),
                    0,
                    all,
                    cpu * map.perCpuStride(),
                    map.spec().valueSize());
        }
        return Optional.of(all);
    }

    Optional<byte[]> keyAfter(Optional<byte[]> key) {
        return elements.keyAfter(key);
    }

    long forEach(EmulatedMap owner, Traversable.Visitor visitor) {
        long visited = 0;
        try (KeyScratch scratch = new KeyScratch(owner, map.heap())) {
            for (byte[] key : elements.keys()) {
                Region[] values = elements.get(key);
                if (values == null) {
                    continue;
                }
                visited++;
                long value = values[perCpu ? map.world().cpu() : 0].base();
                if (visitor.visit(scratch.place(key), value) != 0) {
                    break;
                }
            }
        }
        return visited;
    }

    void free() {
        elements.elements().forEach(this::free);
        for (Region @Nullable [] spare : spares) {
            if (spare != null) {
                free(spare);
            }
        }
    }

    /** Fills the memory of one element. */
    private interface Filling {
        void fill(Region[] values);
    }

    private long update(byte[] key, long flags, boolean inPlace, Filling filling) {
        long refused = UpdateFlags.check(map.spec(), flags);
        Region[] present = elements.get(key);
        if (refused == 0) {
            refused = UpdateFlags.checkPresence(flags, present != null);
        }
        if (refused != 0) {
            return refused;
        }
        if (present != null && (inPlace || UpdateFlags.isLocked(flags))) {
            filling.fill(present);
            touch(key);
            return 0;
        }
        if (present == null && elements.size() == map.spec().maxEntries() && !evict()) {
            return -Errno.E2BIG.number();
        }
        Region[] values = present == null ? allocate() : replacement();
        if (values == null) {
            return -Errno.ENOMEM.number();
        }
        filling.fill(values);
        Region[] replaced = elements.put(key, values);
        if (replaced != null) {
            retire(replaced);
        }
        touch(key);
        return 0;
    }

    private void touch(byte[] key) {
        if (evicts) {
            elements.moveToEnd(key);
        }
    }

    private boolean evict() {
        Region[] oldest = evicts ? elements.removeFirst() : null;
        if (oldest == null) {
            return false;
        }
        free(oldest);
        return true;
    }

    private Region @Nullable [] replacement() {
        Region @Nullable [] spare =
                spares.length == 0 ? null : spares[map.world().cpu()];
        return spare != null ? spare : allocate();
    }

    private void retire(Region[] replaced) {
        if (spares.length == 0) {
            free(replaced);
        } else {
            spares[map.world().cpu()] = replaced;
        }
    }

    private Region @Nullable [] allocate() {
        Region[] values = new Region[copies()];
        for (int copy = 0; copy < values.length; copy++) {
            Region region = map.allocateValue();
            if (region == null) {
                Arrays.stream(values, 0, copy).forEach(map.heap()::free);
                return null;
            }
            values[copy] = region;
        }
        return values;
    }

    private void free(Region[] values) {
        for (Region value : values) {
            map.heap().free(value);
        }
    }

    private void copy(byte[] source, int from, Region target) {
        System.arraycopy(source, from, target.bytes(), 0, target.bytes().length);
    }
}
