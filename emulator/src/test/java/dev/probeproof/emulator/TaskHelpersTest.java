// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.world.CgroupPath;
import dev.probeproof.emulator.world.PidNamespace;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What programs ask about the current task: its cgroup, its names in a namespace. */
class TaskHelpersTest {
    private static final byte[] FIRST = {0, 0, 0, 0};
    private static final CgroupPath SERVICE = new CgroupPath(List.of(1L, 20L, 300L));

    @ParameterizedTest
    @CsvSource({
        "0, 20,  1", // an ancestor
        "0, 300, 1", // the cgroup itself
        "0, 1,   1", // the root
        "0, 21,  0", // another one
        "1, 20,  -11", // an empty slot
        "2, 20,  -7", // beyond the last
    })
    void tasksAreUnderTheirCgroupAndWhatItLiesIn(int slot, int stored, long expected) {
        for (EngineChoice engine : EngineChoice.values()) {
            try (EmulatedKernel kernel = kernel(engine)) {
                kernel.world().enter(SERVICE);
                MapHandle cgroups = cgroups(kernel);
                cgroups.update(FIRST, bytes(stored), MapHandle.ANY);

                assertThat(run(
                                kernel,
                                "r1 = map[idx:0]\nr2 = " + slot + "\ncall bpf_current_task_under_cgroup\nexit\n",
                                cgroups))
                        .as(engine.name())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void userSpaceGetsTheErrnosOfAnArrayOfDescriptors() {
        try (EmulatedKernel kernel = kernel(EngineChoice.TIERED)) {
            MapHandle cgroups = cgroups(kernel);

            assertErrno(() -> cgroups.update(FIRST, bytes(0), MapHandle.ANY), Errno.EBADF);
            assertErrno(() -> cgroups.update(bytes(2), bytes(1), MapHandle.ANY), Errno.E2BIG);
            assertErrno(() -> cgroups.update(FIRST, bytes(1), MapHandle.NOEXIST), Errno.EINVAL);
            assertErrno(() -> cgroups.delete(FIRST), Errno.ENOENT);
            assertErrno(() -> cgroups.lookup(FIRST), Errno.ENOTSUPP);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 20", "2, 300", "3, 0", "-1, 0"})
    void ancestorsAreFoundByTheirLevel(int level, long expected) {
        try (EmulatedKernel kernel = kernel(EngineChoice.TIERED)) {
            kernel.world().enter(SERVICE);

            assertThat(run(kernel, "r1 = " + level + "\ncall bpf_get_current_ancestor_cgroup_id\nexit\n"))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4, 5, 8, 0,   42", // its own namespace
        "4, 6, 8, -22, 0", // another one
        "3, 5, 8, -22, 0", // on another device
        "4, 5, 4, -22, 0", // not the structure's size
    })
    void tasksHaveOtherNamesInTheirNamespace(long device, long inode, int size, long result, long pid) {
        for (EngineChoice engine : EngineChoice.values()) {
            try (EmulatedKernel kernel = kernel(engine)) {
                kernel.world().enter(new PidNamespace(4, 5, 42, 41));
                String call = """
                        *(u64 *)(r10 - 8) = -1
                        r1 = %d
                        r2 = %d
                        r3 = r10
                        r3 += -8
                        r4 = %d
                        call bpf_get_ns_current_pid_tgid
                        """.formatted(device, inode, size);

                assertThat(run(kernel, call + "exit\n")).isEqualTo(result);
                assertThat(run(kernel, call + "r0 = *(u32 *)(r10 - 8)\nexit\n")).isEqualTo(pid);
            }
        }
    }

    @Test
    void tasksOutsideOfContainersAreCalledWhatTheyAre() {
        try (EmulatedKernel kernel = kernel(EngineChoice.TIERED)) {
            assertThat(kernel.world().pidNamespace())
                    .isEqualTo(PidNamespace.initial(kernel.world().task()));
        }
    }

    @Test
    void tasksKeepTheirValuesUntilTheyAreDeleted() {
        String get = """
                call bpf_get_current_task_btf
                r2 = r0
                r1 = map[idx:0]
                r3 = 0
                r4 = %d
                call bpf_task_storage_get
                if r0 == 0 goto none
                r1 = *(u64 *)(r0 + 0)
                r1 += 1
                *(u64 *)(r0 + 0) = r1
                r0 = r1
                none:
                exit
                """;
        String delete = """
                call bpf_get_current_task_btf
                r2 = r0
                r1 = map[idx:0]
                call bpf_task_storage_delete
                exit
                """;
        // Its description has no task_struct for a verifier to look at.
        try (EmulatedKernel kernel =
                EmulatedKernel.builder(Kernels.x86()).withoutVerifier().build()) {
            MapHandle values = storage(kernel);

            assertThat(run(kernel, get.formatted(0), values)).isZero();
            assertThat(run(kernel, delete, values)).isEqualTo(-Errno.ENOENT.number());
            assertThat(run(kernel, get.formatted(2), values)).isZero();
            assertThat(run(kernel, get.formatted(1), values)).isOne();
            assertThat(run(kernel, get.formatted(0), values)).isEqualTo(2);
            kernel.world().placeTask(0xffff_8880_0000_2000L);
            assertThat(run(kernel, get.formatted(1), values)).as("another task").isOne();
            assertThat(run(kernel, delete, values)).isZero();
            assertThat(run(kernel, get.formatted(0), values)).isZero();
        }
    }

    @Test
    void storageStartsWithTheValueThatIsGivenAndNullHasNone() {
        String get = """
                *(u64 *)(r10 - 8) = 77
                r1 = map[idx:0]
                r2 = %d
                r3 = r10
                r3 += -8
                r4 = 1
                call bpf_task_storage_get
                if r0 == 0 goto none
                r0 = *(u64 *)(r0 + 0)
                none:
                exit
                """;
        String deleteOfNull = "r1 = map[idx:0]\nr2 = 0\ncall bpf_task_storage_delete\nexit\n";
        try (EmulatedKernel kernel =
                EmulatedKernel.builder(Kernels.x86()).withoutVerifier().build()) {
            MapHandle values = storage(kernel);

            assertThat(run(kernel, get.formatted(4096), values)).isEqualTo(77);
            assertThat(run(kernel, get.formatted(0), values)).isZero();
            assertThat(run(kernel, deleteOfNull, values)).isEqualTo(-Errno.EINVAL.number());
            assertThatThrownBy(() -> values.lookup(FIRST)).isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    private static MapHandle storage(EmulatedKernel kernel) {
        BtfEditor types = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        int key = types.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        int value = types.add(new BtfType.Int("long", 8, true, false, false, 0, 64));
        MapSpec spec = MapSpec.of("values", MapType.TASK_STORAGE, 4, 8, 0)
                .withFlags(1)
                .change()
                .types(key, value)
                .build();
        return kernel.createMap(spec, types.toBtf());
    }

    private static EmulatedKernel kernel(EngineChoice engine) {
        return EmulatedKernel.builder(Kernels.x86()).engine(engine).build();
    }

    private static MapHandle cgroups(EmulatedKernel kernel) {
        return kernel.createMap(MapSpec.of("cgroups", MapType.CGROUP_ARRAY, 4, 4, 2));
    }

    private static byte[] bytes(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), 0, 0};
    }

    private static void assertErrno(Runnable action, Errno errno) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        KernelException.class,
                        refused -> assertThat(refused.errno()).isEqualTo(errno.number()));
    }

    private static long run(EmulatedKernel kernel, String text, MapHandle... maps) {
        ProgramHandle program = kernel.load(
                        new ProgramImage(
                                "test",
                                ProgramType.KPROBE,
                                0,
                                "GPL",
                                Assembler.assemble(text),
                                List.of(maps),
                                0,
                                null,
                                0,
                                0),
                        VerifierLogLevel.ON_REJECTION)
                .orThrow();
        KprobeEvent event = KprobeEvent.at("vfs_read", PtRegs.zero(Archs.X86_64), MemoryImage.EMPTY);
        return kernel.run(program, event, null).result().returnValue();
    }
}
