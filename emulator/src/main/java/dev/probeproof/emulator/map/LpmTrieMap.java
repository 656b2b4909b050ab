// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_MAP_TYPE_LPM_TRIE}: keys are a {@code u32} prefix length in the kernel's byte order and that many bits, most
 * significant first; a look-up finds the longest prefix of its key. Not a trie inside: the order of the kernel's
 * traversal is the order of the keys here, and a look-up tries one length after the other.
 */
final class LpmTrieMap implements IdentifiedMap {
    private static final int MIN_KEY_BYTES = 5;
    private static final int MAX_KEY_BYTES = 260;

    private final MapIdentity identity;
    private final TreeMap<Prefix, Element> elements = new TreeMap<>();
    private final int maxPrefix;
    private final ReferenceCount references;

    /** A key as it was given, bits beyond the prefix included, and its value. */
    private record Element(byte[] key, Region value) {}

    LpmTrieMap(MapIdentity identity) {
        int keySize = identity.spec().keySize();
        CreationChecks.of(identity.spec())
                .noExtra()
                .someEntries()
                .that((identity.spec().flags() & MapFlags.NO_PREALLOC) != 0, "without BPF_F_NO_PREALLOC")
                .flags(MapFlags.NO_PREALLOC | MapFlags.NUMA_NODE)
                .that(
                        keySize >= MIN_KEY_BYTES && keySize <= MAX_KEY_BYTES,
                        "keys of " + keySize + " bytes, not 5 to 260")
                .someValues()
                .that(identity.spec().valueSize() > 0 && identity.spec().valueSize() < 4 << 20, "values too large");
        this.identity = identity;
        this.maxPrefix = (keySize - Integer.BYTES) * Byte.SIZE;
        this.references = new ReferenceCount(
                () -> elements.values().forEach(element -> identity.heap().free(element.value())));
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
        Region value = lookup(source, offset);
        return value == null ? 0 : value.base();
    }

    @Override
    public boolean hasValueRegions() {
        return true;
    }

    @Override
    public @Nullable Region lookup(byte[] source, int offset) {
        Element element = longestMatch(Arrays.copyOfRange(source, offset, offset + spec().keySize()));
        return element == null ? null : element.value();
    }

    @Override
    public long update(byte[] key, byte[] value, long flags) {
        Prefix prefix = prefixOf(key);
        // Unlike other maps, a trie does not even know BPF_F_LOCK.
        long refused = UpdateFlags.isLocked(flags) ? -Errno.EINVAL.number() : UpdateFlags.check(spec(), flags);
        if (refused != 0 || prefix == null) {
            return -Errno.EINVAL.number();
        }
        Element present = elements.get(prefix);
        refused = UpdateFlags.checkPresence(flags, present != null);
        if (refused != 0) {
            return refused;
        }
        if (present == null && Integer.compareUnsigned(elements.size(), spec().maxEntries()) >= 0) {
            return -Errno.ENOSPC.number();
        }
        Region region = identity.allocateValue();
        if (region == null) {
            return -Errno.ENOMEM.number();
        }
        System.arraycopy(value, 0, region.bytes(), 0, value.length);
        elements.put(prefix, new Element(key.clone(), region));
        if (present != null) {
            identity.heap().free(present.value());
        }
        return 0;
    }

    @Override
    public long delete(byte[] key) {
        Prefix prefix = prefixOf(key);
        if (prefix == null) {
            return -Errno.EINVAL.number();
        }
        Element element = elements.remove(prefix);
        if (element == null) {
            return -Errno.ENOENT.number();
        }
        identity.heap().free(element.value());
        return 0;
    }

    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        Refusal.throwIfNegative(this, "update an element of", update(key, value, flags));
    }

    @Override
    public void userDelete(byte[] key) {
        Refusal.throwIfNegative(this, "delete an element of", delete(key));
    }

    @Override
    public Optional<byte[]> userLookup(byte[] key) {
        return Optional.ofNullable(longestMatch(key))
                .map(element -> element.value().bytes().clone());
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        Prefix prefix = key.map(this::prefixOf).orElse(null);
        Map.Entry<Prefix, Element> next =
                prefix != null && elements.containsKey(prefix) ? elements.higherEntry(prefix) : elements.firstEntry();
        return Optional.ofNullable(next).map(entry -> entry.getValue().key().clone());
    }

    private @Nullable Element longestMatch(byte[] key) {
        Prefix prefix = prefixOf(key);
        if (prefix == null) {
            return null;
        }
        for (int bits = prefix.bits(); bits >= 0; bits--) {
            Element element = elements.get(prefix.shortenedTo(bits));
            if (element != null) {
                return element;
            }
        }
        return null;
    }

    /** Null if the prefix is longer than the key. */
    private @Nullable Prefix prefixOf(byte[] key) {
        ByteBuffer buffer = ByteBuffer.wrap(key).order(identity.heap().memory().order());
        int bits = buffer.getInt();
        if (Integer.compareUnsigned(bits, maxPrefix) > 0) {
            return null;
        }
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        return new Prefix(bits, data).shortenedTo(bits);
    }

    /** Ordered as the kernel goes through a trie: a prefix comes after all that it is a prefix of. */
    private record Prefix(int bits, byte[] data) implements Comparable<Prefix> {
        /** The same prefix cut, with zeros behind. */
        Prefix shortenedTo(int newBits) {
            byte[] cut = data.clone();
            for (int bit = newBits; bit < cut.length * Byte.SIZE; bit++) {
                cut[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
            }
            return new Prefix(newBits, cut);
        }

        @Override
        public int compareTo(Prefix other) {
            int common = Math.min(bits, other.bits);
            for (int bit = 0; bit < common; bit++) {
                int difference = bit(bit) - other.bit(bit);
                if (difference != 0) {
                    return difference;
                }
            }
            return other.bits - bits;
        }

        private int bit(int index) {
            return data[index / Byte.SIZE] >> 7 - index % Byte.SIZE & 1;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Prefix that && compareTo(that) == 0;
        }

        @Override
        public int hashCode() {
            return 31 * bits + Arrays.hashCode(data);
        }
    }
}
