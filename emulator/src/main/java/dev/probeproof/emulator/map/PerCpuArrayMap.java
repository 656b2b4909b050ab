// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.uapi.Errno;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code BPF_MAP_TYPE_PERCPU_ARRAY}: an array with a value of its own for each CPU. */
final class PerCpuArrayMap implements IdentifiedMap, PerCpuMap, Traversable {
    private final MapIdentity identity;
    private final ArrayIndex index;
    private final ArrayValues values;
    private final ReferenceCount references;

    PerCpuArrayMap(MapIdentity identity) {
        CreationChecks.of(identity.spec())
                .noExtra()
                .flags(0)
                .someEntries()
                .keySize(Integer.BYTES)
                .someValues()
                .perCpuValueFits()
                .fits(identity.perCpuStride(), identity.possibleCpus());
        this.identity = identity;
        this.index = new ArrayIndex(
                identity.spec().maxEntries(), identity.heap().memory().order());
        this.values = ArrayValues.perCpu(identity);
        this.references = new ReferenceCount(values::free);
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
    public long lookupAddress(byte[] source, int offset) {
        int element = index.of(source, offset);
        return element < 0 ? 0 : addressOf(element, identity.world().cpu());
    }

    @Override
    public boolean hasValueRegions() {
        return !values.isFlat();
    }

    @Override
    public @Nullable FlatValues flatValues() {
        return values.flat();
    }

    @Override
    public @Nullable Region lookup(byte[] source, int offset) {
        int element = index.of(source, offset);
        return element < 0 ? null : regionOf(slot(element, identity.world().cpu()));
    }

    @Override
    public long lookupAddressOn(int cpu, byte[] key) {
        int element = index.of(key);
        return element < 0 ? 0 : addressOf(element, cpu);
    }

    @Override
    public long update(byte[] key, byte[] value, long flags) {
        int element = index.of(key);
        long refused = ArrayUpdate.checkFromProgram(spec(), element, flags);
        return refused != 0 ? refused : write(element, identity.world().cpu(), value, 0);
    }

    @Override
    public long delete(byte[] key) {
        return -Errno.EINVAL.number();
    }

    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        int element = index.of(key);
        long result = ArrayUpdate.check(spec(), element, flags);
        for (int cpu = 0; result == 0 && cpu < identity.possibleCpus(); cpu++) {
            result = write(element, cpu, value, cpu * identity.perCpuStride());
        }
        Refusal.throwIfNegative(this, "update an element of", result);
    }

    @Override
    public void userDelete(byte[] key) {
        Refusal.throwIfNegative(this, "delete an element of", delete(key));
    }

    @Override
    public Optional<byte[]> userLookup(byte[] key) {
        int element = index.of(key);
        if (element < 0) {
            return Optional.empty();
        }
        byte[] all = new byte[userValueBytes()];
        for (int cpu = 0; cpu < identity.possibleCpus(); cpu++) {
            int slot = slot(element, cpu);
            Region region = values.peek(slot);
            if (region != null) {
                System.arraycopy(
                        region.bytes(), values.offset(slot), all, cpu * identity.perCpuStride(), spec().valueSize());
            }
        }
        return Optional.of(all);
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        return index.next(key);
    }

    @Override
    public int userValueBytes() {
        return identity.perCpuStride() * identity.possibleCpus();
    }

    @Override
    public long forEach(Visitor visitor) {
        long visited = 0;
        try (KeyScratch scratch = new KeyScratch(this, identity.heap())) {
            for (int element = 0; element < spec().maxEntries(); element++) {
                visited++;
                long value = addressOf(element, identity.world().cpu());
                if (visitor.visit(scratch.place(index.key(element)), value) != 0) {
                    break;
                }
            }
        }
        return visited;
    }

    private int slot(int element, int cpu) {
        return cpu * spec().maxEntries() + element;
    }

    private long write(int element, int cpu, byte[] value, int from) {
        int slot = slot(element, cpu);
        Region region = values.touch(slot);
        if (region == null) {
            return -Errno.ENOMEM.number();
        }
        System.arraycopy(value, from, region.bytes(), values.offset(slot), spec().valueSize());
        return 0;
    }

    private long addressOf(int element, int cpu) {
        int slot = slot(element, cpu);
        return regionOf(slot).base() + values.offset(slot);
    }

    private Region regionOf(int slot) {
        Region region = values.touch(slot);
        if (region == null) {
            throw Refusal.ofMemory(this, identity.heap().limitBytes());
        }
        return region;
    }
}
