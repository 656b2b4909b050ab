// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfCommand;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.target.FeatureProbes;
import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.kernelshim.testing.FakeSyscalls.Call;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class MapCreationTest {
    private final FakeSyscalls fake = new FakeSyscalls();

    @TempDir
    Path root;

    private MapCreation creation;

    @BeforeEach
    void threePossibleCpus() throws IOException {
        Path possible = root.resolve("sys/devices/system/cpu/possible");
        Files.createDirectories(possible.getParent());
        Files.writeString(possible, "0-2\n");
        Bpf bpf = new Bpf(fake.syscalls());
        KernelFiles files = KernelFiles.below(root);
        OpenResources owner = new OpenResources();
        creation = new MapCreation(bpf, files, new LoadedTypes(bpf, owner), new FeatureProbes(bpf, files), owner);
    }

    private NativeMap create(MapSpec spec) {
        return creation.create(spec, null);
    }

    private static MapSpec dataSection(boolean frozen) {
        Bytes initial = Bytes.copyOf(new byte[] {1, 2, 3, 4}, "object");
        return MapSpec.of(".rodata", MapType.ARRAY, 4, 4, 1)
                .change()
                .flags(0x80)
                .section(".rodata", initial, frozen)
                .build();
    }

    @Test
    void asksForTypeSizesFlagsAndName() {
        fake.answer(BpfCommand.MAP_CREATE, 7);

        create(MapSpec.of("opens", MapType.HASH, 4, 8, 16).withFlags(1));

        Call call = fake.call(BpfCommand.MAP_CREATE);
        assertThat(call.attribute())
                .startsWith(1, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0)
                .endsWith(new byte[] {'o', 'p', 'e', 'n', 's', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
                .hasSize(44);
    }

    /** Types with an integer (1). */
    private static Btf types() {
        BtfEditor editor = BtfEditor.empty(ByteOrder.nativeOrder());
        editor.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        return editor.toBtf();
    }

    private static MapSpec typed(MapType type) {
        return MapSpec.of("opens", type, 4, 4, 16).change().types(1, 1).build();
    }

    @Test
    void loadsTypesOnceAndHandsThemToEveryMap() {
        fake.answer(BpfCommand.BTF_LOAD, 21).answer(BpfCommand.MAP_CREATE, 7, 8);

        creation.create(typed(MapType.HASH), types());
        creation.create(typed(MapType.ARRAY), types());

        assertThat(fake.calls(BpfCommand.BTF_LOAD)).hasSize(1);
        assertThat(fake.calls(BpfCommand.MAP_CREATE))
                .extracting(call -> call.u32(48), call -> call.u32(52), call -> call.u32(56))
                .containsExactly(tuple(21, 1, 1), tuple(21, 1, 1));
    }

    @ParameterizedTest
    @EnumSource(
            value = MapType.class,
            names = {
                "ARRAY_OF_MAPS",
                "HASH_OF_MAPS",
                "PERF_EVENT_ARRAY",
                "CGROUP_ARRAY",
                "STACK_TRACE",
                "DEVMAP",
                "CPUMAP",
                "XSKMAP",
                "SOCKMAP",
                "SOCKHASH",
                "QUEUE",
                "STACK",
                "DEVMAP_HASH",
                "ARENA",
                "STRUCT_OPS"
            })
    void sendsNoTypesOfMapsThatCannotHaveAny(MapType type) {
        fake.answer(BpfCommand.BTF_LOAD, 21).answer(BpfCommand.MAP_CREATE, 7);

        creation.create(typed(type), types());

        assertThat(fake.call(BpfCommand.MAP_CREATE).u32(48)).isZero();
    }

    @Test
    void triesOnceMoreWithoutTypesWhenTheyAreRefused() {
        fake.answer(BpfCommand.BTF_LOAD, 21).answer(BpfCommand.MAP_CREATE, -Errno.EINVAL.number(), 7);

        MapHandle map = creation.create(typed(MapType.HASH), types());

        assertThat(fake.calls(BpfCommand.MAP_CREATE))
                .extracting(call -> call.u32(48))
                .containsExactly(21, 0);
        assertThat(map.isClosed()).isFalse();
    }

    @Test
    void makesMapsWithoutTypesOnKernelsThatHaveNone() {
        fake.answer(BpfCommand.BTF_LOAD, -Errno.EINVAL.number()).answer(BpfCommand.MAP_CREATE, 7);

        creation.create(typed(MapType.HASH), types());

        assertThat(fake.call(BpfCommand.MAP_CREATE).u32(48)).isZero();
    }

    @Test
    void sendsNoNamesToKernelsThatHaveNone() {
        fake.answer(BpfCommand.PROG_LOAD, -Errno.EINVAL.number()).answer(BpfCommand.MAP_CREATE, 7);

        create(MapSpec.of("opens", MapType.HASH, 4, 8, 16));

        assertThat(fake.call(BpfCommand.MAP_CREATE).attribute()).hasSize(16);
    }

    @Test
    void asksForTheMemoryNode() {
        fake.answer(BpfCommand.MAP_CREATE, 7);

        create(MapSpec.of("opens", MapType.HASH, 4, 8, 16)
                .change()
                .flags(4)
                .numaNode(1)
                .build());

        assertThat(fake.call(BpfCommand.MAP_CREATE).u32(24)).isEqualTo(1);
    }

    @Test
    void fillsADataSectionAndThenFreezesIt() {
        fake.answer(BpfCommand.MAP_CREATE, 7);

        create(dataSection(true));

        Call update = fake.call(BpfCommand.MAP_UPDATE_ELEM);
        assertThat(fake.memoryAt(update.u64(8), 4)).isEqualTo(new byte[4]);
        assertThat(fake.memoryAt(update.u64(16), 4)).isEqualTo(new byte[] {1, 2, 3, 4});
        assertThat(fake.call(BpfCommand.MAP_FREEZE).u32(0)).isEqualTo(7);
    }

    @Test
    void leavesAMapWritableThatIsNotToBeFrozen() {
        fake.answer(BpfCommand.MAP_CREATE, 7);

        create(dataSection(false));

        assertThat(fake.calls(BpfCommand.MAP_FREEZE)).isEmpty();
    }

    @Test
    void closesAMapThatCannotBeFilled() {
        fake.answer(BpfCommand.MAP_CREATE, 7).answer(BpfCommand.MAP_UPDATE_ELEM, -Errno.E2BIG.number());

        assertThatThrownBy(() -> create(dataSection(true)))
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot update map '.rodata': E2BIG (7)");
        verify(fake.syscalls()).close(7);
        assertThat(fake.openBlocks()).isZero();
    }

    @Test
    void tellsWhyAMapCannotBeFilledEvenIfItCannotBeClosedEither() {
        fake.answer(BpfCommand.MAP_CREATE, 7).answer(BpfCommand.MAP_UPDATE_ELEM, -Errno.E2BIG.number());
        when(fake.syscalls().close(7)).thenReturn((long) -Errno.EIO.number());

        assertThatThrownBy(() -> create(dataSection(true)))
                .hasMessage("cannot update map '.rodata': E2BIG (7)")
                .satisfies(error -> assertThat(error.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("cannot close descriptor 7: EIO (5)"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void leavesNothingBehindWhenMemoryRunsOut(int allocations) {
        fake.answer(BpfCommand.MAP_CREATE, 7);
        NativeMap map = create(MapSpec.of("opens", MapType.HASH, 4, 8, 16));
        fake.failAllocationsAfter(allocations - 1);

        assertThatThrownBy(() -> map.lookup(new byte[4])).isInstanceOf(OutOfMemoryError.class);

        assertThat(fake.openBlocks()).isZero();
    }

    @Test
    void showsTheKernelATemplateOfInnerMapsAndClosesIt() {
        fake.answer(BpfCommand.MAP_CREATE, 7, 8);

        create(MapSpec.of("outer", MapType.HASH_OF_MAPS, 4, 4, 16)
                .withInner(MapSpec.of("outer.inner", MapType.ARRAY, 4, 8, 2)));

        assertThat(fake.calls(BpfCommand.MAP_CREATE)).hasSize(2);
        assertThat(fake.calls(BpfCommand.MAP_CREATE).get(1).u32(20)).isEqualTo(7);
        verify(fake.syscalls()).close(7);
        verify(fake.syscalls(), never()).close(8);
    }

    @Test
    void readsTheValuesOfAllPossibleCpus() {
        fake.answer(BpfCommand.MAP_CREATE, 7).answer(BpfCommand.MAP_LOOKUP_ELEM, 0);

        MapHandle map = create(MapSpec.of("hits", MapType.PERCPU_ARRAY, 4, 12, 1));

        assertThat(map.lookup(new byte[4]).orElseThrow()).hasSize(3 * 16);
    }

    @Test
    void givesAnUnsizedPerfEventArrayAnElementForEachCpu() {
        fake.answer(BpfCommand.MAP_CREATE, 7);

        MapHandle map = create(MapSpec.of("events", MapType.PERF_EVENT_ARRAY, 4, 4, 0));

        assertThat(fake.call(BpfCommand.MAP_CREATE).u32(12)).isEqualTo(3);
        assertThat(map.spec().maxEntries()).isEqualTo(3);
    }

    @Test
    void saysWhatWasAskedForWhenTheKernelRefuses() {
        fake.answer(BpfCommand.MAP_CREATE, -Errno.EINVAL.number());

        assertThatThrownBy(() -> create(MapSpec.of("opens", MapType.HASH, 4, 8, 0)))
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot create map 'opens': EINVAL (22): "
                        + "hash, key 4 bytes, value 8 bytes, max_entries 0, flags 0x0");
    }
}
