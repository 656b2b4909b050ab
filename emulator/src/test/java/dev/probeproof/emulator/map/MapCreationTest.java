// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.KernelHeap;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Maps on which nothing runs here are made, or refused, as real kernels made and refused them. */
class MapCreationTest {
    @ParameterizedTest
    @CsvSource({
        "6.18, CGROUP_ARRAY,          4, 4,     1,     0,      0",
        "6.18, CGROUP_ARRAY,          4, 8,     1,     0,      22",
        "6.18, DEVMAP,                4, 8,     1,     0,      0",
        "6.18, DEVMAP,                8, 8,     1,     0,      22",
        "6.18, DEVMAP,                4, 4,     1,     0x80,   22",
        "6.18, DEVMAP_HASH,           4, 4,     0,     0,      22",
        "6.18, CPUMAP,                4, 4,     8193,  0,      7",
        "6.18, CPUMAP,                4, 4,     1,     8,      22",
        "6.18, XSKMAP,                4, 8,     1,     0,      22",
        "6.18, SOCKMAP,               4, 8,     1,     0,      0",
        "6.18, SOCKHASH,              512, 4,   1,     0,      0",
        "6.18, SOCKHASH,              513, 4,   1,     0,      7",
        "6.18, CGROUP_STORAGE,        16, 8,    0,     0,      0",
        "6.18, CGROUP_STORAGE,        8, 4097,  0,     0,      0",
        "5.10, CGROUP_STORAGE,        8, 4097,  0,     0,      7",
        "6.18, CGROUP_STORAGE,        8, 8,     1,     0,      22",
        "6.18, PERCPU_CGROUP_STORAGE, 8, 32769, 0,     0,      7",
        "6.18, REUSEPORT_SOCKARRAY,   4, 4,     1,     0x80,   0",
        "6.18, SK_STORAGE,            4, 8,     0,     1,      22",
        "6.18, USER_RINGBUF,          0, 0,     4096,  0,      0",
        "6.18, USER_RINGBUF,          0, 0,     4097,  0,      22",
        "6.18, ARENA,                 0, 0,     100,   0x400,  0",
        "6.18, ARENA,                 0, 0,     100,   0,      22",
        "6.18, ARENA,                 0, 0,     2097152, 0x400, 7",
        "7.2,  INSN_ARRAY,            4, 16,    1,     0,      0"
    })
    void followsTheRules(
            String release, MapType type, int keySize, int valueSize, int entries, String flags, int errno) {
        MapSpec spec = MapSpec.of("map", type, keySize, valueSize, entries).withFlags(Integer.decode(flags));

        assertThat(create(spec, release)).as(Errno.describe(errno)).isEqualTo(errno);
    }

    private static int create(MapSpec spec, String release) {
        KernelHeap heap = new KernelHeap(new AddressSpace(ByteOrder.LITTLE_ENDIAN), 1 << 20);
        MapHost host = new MapHost(heap, new World(2), new RingReservations(), KernelRelease.of(release));
        try {
            MapTypes.create(spec, 1, host);
            return 0;
        } catch (KernelException refused) {
            return refused.errno();
        }
    }
}
