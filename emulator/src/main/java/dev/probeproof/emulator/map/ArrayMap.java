// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.uapi.Errno;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code BPF_MAP_TYPE_ARRAY}: elements that always exist, zeros at first. Global variables are one of these. */
final class ArrayMap implements IdentifiedMap, Traversable {
    private final MapIdentity identity;
    private final ArrayIndex index;
    private final ArrayValues values;
    private final ReferenceCount references;

    ArrayMap(MapIdentity identity) {
        CreationChecks.of(identity.spec())
                .noExtra()
                .flags(MapFlags.MMAPABLE | MapFlags.INNER_MAP | MapFlags.NUMA_NODE)
                .someEntries()
                .keySize(Integer.BYTES)
                .someValues()
                .valueAtMost(Integer.MAX_VALUE)
                .fits(identity.perCpuStride(), 1);
        this.identity = identity;
        this.index = new ArrayIndex(
                identity.spec().maxEntries(), identity.heap().memory().order());
        this.values = ArrayValues.shared(identity);
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
        return element < 0 ? 0 : addressOf(element);
    }

    @Override
    public boolean hasValueRegions() {
        return !values.isFlat();
    }

    @Override
    public @Nullable Region lookup(byte[] source, int offset) {
        int element = index.of(source, offset);
        return element < 0 ? null : regionOf(element);
    }

    @Override
    public @Nullable FlatValues flatValues() {
        return values.flat();
    }

    @Override
    public long update(byte[] key, byte[] value, long flags) {
        int element = index.of(key);
        long refused = ArrayUpdate.checkFromProgram(spec(), element, flags);
        return refused != 0 ? refused : write(element, value);
    }

    private long write(int element, byte[] value) {
        Region region = values.touch(element);
        if (region == null) {
            return -Errno.ENOMEM.number();
        }
        System.arraycopy(value, 0, region.bytes(), values.offset(element), value.length);
        return 0;
    }

    @Override
    public long delete(byte[] key) {
        return -Errno.EINVAL.number();
    }

    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        Refusal.throwIfNegative(this, "update an element of", updateFromUser(key, value, flags));
    }

    private long updateFromUser(byte[] key, byte[] value, long flags) {
        int element = index.of(key);
        long refused = ArrayUpdate.check(spec(), element, flags);
        return refused != 0 ? refused : write(element, value);
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
        byte[] value = new byte[spec().valueSize()];
        Region region = values.peek(element);
        if (region != null) {
            System.arraycopy(region.bytes(), values.offset(element), value, 0, value.length);
        }
        return Optional.of(value);
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        return index.next(key);
    }

    @Override
    public long directValueAddress(int offset) {
        if (spec().maxEntries() != 1) {
            throw Refusal.ofHelper(this, "a direct value load: it has more than one element");
        }
        if (offset < 0 || offset >= spec().valueSize()) {
            throw new MapMisuse(
                    "invalid access to map value pointer, value_size=" + spec().valueSize() + " off="
                            + Integer.toUnsignedString(offset),
                    false);
        }
        return addressOf(0) + offset;
    }

    @Override
    public long forEach(Visitor visitor) {
        long visited = 0;
        try (KeyScratch scratch = new KeyScratch(this, identity.heap())) {
            for (int element = 0; element < spec().maxEntries(); element++) {
                visited++;
                if (visitor.visit(scratch.place(index.key(element)), addressOf(element)) != 0) {
                    break;
                }
            }
        }
        return visited;
    }

    private long addressOf(int element) {
        return regionOf(element).base() + values.offset(element);
    }

    private Region regionOf(int element) {
        Region region = values.touch(element);
        if (region == null) {
            throw Refusal.ofMemory(this, identity.heap().limitBytes());
        }
        return region;
    }
}
