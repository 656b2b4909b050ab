// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.uapi.MapType;
import java.util.List;
import java.util.Optional;

/**
 * Map types that programs may name and verifiers know, but that hold nothing here: sockets, devices, storage of objects.
 * They are created as kernels create them; any operation on them says that it is not emulated. The rules are measured on
 * Linux 5.10, 6.1, 6.12, 6.18 and 7.2.
 */
public final class UnrunMapTypes {
    /** {@code BPF_F_NUMA_NODE} and who of user space may access it. */
    private static final int PLAIN = MapFlags.NUMA_NODE | MapFlags.RDONLY | MapFlags.WRONLY;

    private static final int SEGV_ON_FAULT = 1 << 17;
    private static final int NO_USER_CONVERSION = 1 << 18;

    /** {@code NR_CPUS}; depends on how a kernel was built, this is the most that one can have. */
    private static final int MAX_CPUS = 8192;

    private static final int MAX_STACK_BYTES = 512;
    private static final int MAX_PER_CPU_BYTES = 32 << 10;
    private static final int PAGE_BYTES = 4096;
    /** Arenas are at most 4 GiB: pointers to them are 32 bits. */
    private static final long MAX_ARENA_PAGES = 1L << 20;

    private static final int INSTRUCTION_ARRAY_VALUE_BYTES = 16;

    private static final List<Entry> TABLE = List.of(
            new Entry(MapType.DEVMAP, (checks, release) -> devices(checks, release, PLAIN)),
            new Entry(MapType.DEVMAP_HASH, (checks, release) -> devices(checks, release, PLAIN)),
            new Entry(
                    MapType.CPUMAP,
                    (checks, release) -> checks.noExtra()
                            .onlyFlags(MapFlags.NUMA_NODE)
                            .someEntries()
                            .keySize(Integer.BYTES)
                            .valueSizeOr(Integer.BYTES, release.isAtLeast(5, 9) ? Long.BYTES : Integer.BYTES)
                            .entriesAtMost(MAX_CPUS)),
            new Entry(
                    MapType.XSKMAP,
                    (checks, release) -> checks.noExtra()
                            .onlyFlags(PLAIN)
                            .someEntries()
                            .keySize(Integer.BYTES)
                            .valueSize(Integer.BYTES)),
            new Entry(
                    MapType.SOCKMAP,
                    (checks, release) -> sockets(checks, release).keySize(Integer.BYTES)),
            new Entry(
                    MapType.SOCKHASH,
                    (checks, release) -> sockets(checks, release).someKeys().keyAtMost(MAX_STACK_BYTES)),
            new Entry(MapType.CGROUP_STORAGE, (checks, release) -> cgroupStorage(checks, release, 0xffff - 16)),
            new Entry(
                    MapType.PERCPU_CGROUP_STORAGE,
                    (checks, release) -> cgroupStorage(checks, release, MAX_PER_CPU_BYTES)),
            new Entry(
                    MapType.REUSEPORT_SOCKARRAY,
                    (checks, release) -> checks.noExtra()
                            .flags(MapFlags.NUMA_NODE)
                            .someEntries()
                            .keySize(Integer.BYTES)
                            .valueSizeOr(Integer.BYTES, Long.BYTES)),
            new Entry(MapType.SK_STORAGE, (checks, release) -> ObjectStorageMap.check(checks)),
            new Entry(MapType.INODE_STORAGE, (checks, release) -> ObjectStorageMap.check(checks)),
            new Entry(
                    MapType.USER_RINGBUF,
                    (checks, release) -> checks.noExtra()
                            .onlyFlags(MapFlags.NUMA_NODE)
                            .keySize(0)
                            .valueSize(0)
                            .powerOfTwoOfPages(PAGE_BYTES)),
            new Entry(
                    MapType.ARENA,
                    (checks, release) -> checks.onlyFlags(MapFlags.MMAPABLE | SEGV_ON_FAULT | NO_USER_CONVERSION)
                            .withFlag(MapFlags.MMAPABLE)
                            .keySize(0)
                            .valueSize(0)
                            .extraIsMultipleOf(PAGE_BYTES)
                            .someEntries()
                            .entriesAtMost(MAX_ARENA_PAGES)),
            new Entry(
                    MapType.INSN_ARRAY,
                    (checks, release) -> checks.noExtra()
                            .onlyFlags(0)
                            .someEntries()
                            .keySize(Integer.BYTES)
                            .valueSize(INSTRUCTION_ARRAY_VALUE_BYTES)));

    private UnrunMapTypes() {}

    /** What a kernel of a release checks. */
    private interface Rule {
        CreationChecks check(CreationChecks checks, KernelRelease release);
    }

    /** A type and what is checked when a map of it is created. */
    public record Entry(MapType type, Rule rule) {}

    /** The table, by the kernel's number but for neighbours. */
    public static List<Entry> all() {
        return TABLE;
    }

    static Optional<EmulatedMap> create(MapType type, MapIdentity identity) {
        return TABLE.stream().filter(entry -> entry.type() == type).findFirst().map(entry -> {
            entry.rule().check(CreationChecks.of(identity.spec()), identity.release());
            return new UnrunMap(identity);
        });
    }

    private static CreationChecks devices(CreationChecks checks, KernelRelease release, int flags) {
        return checks.noExtra()
                .onlyFlags(flags)
                .someEntries()
                .keySize(Integer.BYTES)
                .valueSizeOr(Integer.BYTES, release.isAtLeast(5, 8) ? Long.BYTES : Integer.BYTES);
    }

    private static CreationChecks sockets(CreationChecks checks, KernelRelease release) {
        return checks.noExtra()
                .onlyFlags(PLAIN)
                .someEntries()
                .valueSizeOr(Integer.BYTES, release.isAtLeast(5, 8) ? Long.BYTES : Integer.BYTES);
    }

    /** Keys are a cgroup and an attach type, or a cgroup alone (5.9). */
    private static CreationChecks cgroupStorage(CreationChecks checks, KernelRelease release, int maxValueBytes) {
        return checks.noExtra()
                .flags(MapFlags.NUMA_NODE)
                .keySizeOr(2 * Long.BYTES, release.isAtLeast(5, 9) ? Long.BYTES : 2 * Long.BYTES)
                .someValues()
                .valueAtMost(release.isAtLeast(5, 11) ? maxValueBytes : PAGE_BYTES)
                .noEntries();
    }
}
