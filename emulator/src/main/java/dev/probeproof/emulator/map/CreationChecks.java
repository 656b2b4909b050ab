// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;

/**
 * What {@code BPF_MAP_CREATE} checks, one condition a call, in the order the caller writes them. The errnos are measured
 * on Linux 6.18; how large a map may be depends there on the machine, here it is a constant.
 */
final class CreationChecks {
    /** What one map may hold when full; a larger one is refused as on a machine with as little memory. */
    static final long MAX_MAP_BYTES = 1L << 30;

    /** {@code KMALLOC_MAX_SIZE}: no single element of a hash is larger. */
    private static final long MAX_ELEMENT_BYTES = 4L << 20;

    /** What the kernel keeps beside key and value of a hash element. */
    private static final long ELEMENT_OVERHEAD_BYTES = 48;

    /** {@code PCPU_MIN_UNIT_SIZE}: no single per-CPU allocation is larger. */
    private static final int MAX_PER_CPU_BYTES = 32 << 10;

    private final MapSpec spec;

    private CreationChecks(MapSpec spec) {
        this.spec = spec;
    }

    static CreationChecks of(MapSpec spec) {
        return new CreationChecks(spec);
    }

    CreationChecks that(boolean condition, String otherwise) {
        return condition ? this : refuse(Errno.EINVAL, otherwise);
    }

    /** Flags of the type, besides those of access. */
    CreationChecks flags(int allowed) {
        int flags = spec.flags();
        that((flags & ~(allowed | MapFlags.ACCESS)) == 0, "flags 0x" + Integer.toHexString(flags));
        that(!both(flags, MapFlags.RDONLY, MapFlags.WRONLY), "neither readable nor writable for user space");
        return that(
                !both(flags, MapFlags.RDONLY_PROG, MapFlags.WRONLY_PROG), "neither readable nor writable for programs");
    }

    /** No flags but these: for types whose values programs cannot access. */
    CreationChecks onlyFlags(int allowed) {
        int flags = spec.flags();
        that((flags & ~allowed) == 0, "flags 0x" + Integer.toHexString(flags));
        return that(!both(flags, MapFlags.RDONLY, MapFlags.WRONLY), "neither readable nor writable for user space");
    }

    CreationChecks withFlag(int flag) {
        return that((spec.flags() & flag) != 0, "without flag 0x" + Integer.toHexString(flag));
    }

    /** Types of keys and values are known. */
    CreationChecks withTypes() {
        return that(spec.keyTypeId() != 0 && spec.valueTypeId() != 0, "without BTF types of keys and values");
    }

    CreationChecks extraIsMultipleOf(int bytes) {
        return that(spec.mapExtra() % bytes == 0, "map_extra " + spec.mapExtra());
    }

    CreationChecks powerOfTwoOfPages(int pageBytes) {
        int size = spec.maxEntries();
        return that(Integer.bitCount(size) == 1 && size % pageBytes == 0, "a size that is no power of two of pages");
    }

    CreationChecks noExtra() {
        return that(spec.mapExtra() == 0, "map_extra " + spec.mapExtra());
    }

    CreationChecks keySize(int bytes) {
        return that(
                spec.keySize() == bytes,
                "keys of " + Integer.toUnsignedString(spec.keySize()) + " bytes, not " + bytes);
    }

    CreationChecks valueSize(int bytes) {
        return that(
                spec.valueSize() == bytes,
                "values of " + Integer.toUnsignedString(spec.valueSize()) + " bytes, not " + bytes);
    }

    CreationChecks keySizeOr(int bytes, int otherBytes) {
        return that(
                spec.keySize() == bytes || spec.keySize() == otherBytes,
                "keys of " + Integer.toUnsignedString(spec.keySize()) + " bytes");
    }

    CreationChecks valueSizeOr(int bytes, int otherBytes) {
        return that(
                spec.valueSize() == bytes || spec.valueSize() == otherBytes,
                "values of " + Integer.toUnsignedString(spec.valueSize()) + " bytes");
    }

    CreationChecks noEntries() {
        return that(spec.maxEntries() == 0, "a number of entries, which nothing limits");
    }

    CreationChecks someKeys() {
        return that(spec.keySize() != 0, "keys of 0 bytes");
    }

    CreationChecks someValues() {
        return that(spec.valueSize() != 0, "values of 0 bytes");
    }

    CreationChecks someEntries() {
        return that(spec.maxEntries() != 0, "0 entries");
    }

    CreationChecks perCpuValueFits() {
        long bytes = (Integer.toUnsignedLong(spec.valueSize()) + 7) & ~7L;
        return bytes <= MAX_PER_CPU_BYTES
                ? this
                : refuse(Errno.E2BIG, "values of " + bytes + " bytes for each CPU, at most " + MAX_PER_CPU_BYTES);
    }

    CreationChecks hashElementFits() {
        long bytes = Integer.toUnsignedLong(spec.keySize()) + Integer.toUnsignedLong(spec.valueSize());
        return bytes < MAX_ELEMENT_BYTES - ELEMENT_OVERHEAD_BYTES
                ? this
                : refuse(Errno.E2BIG, "an element of " + bytes + " bytes, at most " + MAX_ELEMENT_BYTES);
    }

    CreationChecks valueAtMost(long bytes) {
        long value = Integer.toUnsignedLong(spec.valueSize());
        return value <= bytes ? this : refuse(Errno.E2BIG, "values of " + value + " bytes, at most " + bytes);
    }

    CreationChecks keyAtMost(long bytes) {
        long key = Integer.toUnsignedLong(spec.keySize());
        return key <= bytes ? this : refuse(Errno.E2BIG, "keys of " + key + " bytes, at most " + bytes);
    }

    CreationChecks entriesAtMost(long entries) {
        long wanted = Integer.toUnsignedLong(spec.maxEntries());
        return wanted <= entries ? this : refuse(Errno.E2BIG, wanted + " entries, at most " + entries);
    }

    /** The size when full, overflow included. */
    void fits(long elementBytes, int copies) {
        long entries = Integer.toUnsignedLong(spec.maxEntries());
        if (elementBytes * copies > MAX_MAP_BYTES / entries) {
            refuse(
                    Errno.ENOMEM,
                    entries + " entries of " + elementBytes * copies + " bytes; an emulated map holds at most "
                            + MAX_MAP_BYTES + " bytes");
        }
    }

    private CreationChecks refuse(Errno errno, String detail) throws KernelException {
        throw Refusal.ofCreation(spec, errno, detail);
    }

    private static boolean both(int flags, int first, int second) {
        return (flags & first) != 0 && (flags & second) != 0;
    }
}
