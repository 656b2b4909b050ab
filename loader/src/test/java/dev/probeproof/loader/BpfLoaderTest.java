// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.instance.InstanceException;
import dev.probeproof.loader.instance.Preparation;
import dev.probeproof.loader.instance.PrologueException;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.kernel.VerifierRejectedException;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.InitialSlot;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.InOrder;

import static dev.probeproof.loader.TestObjects.kprobe;
import static dev.probeproof.loader.TestObjects.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class BpfLoaderTest {
    private final RecordingKernel kernel = new RecordingKernel();

    private static ProbePoint point(String function, String register) {
        FetchArgument argument = new FetchArgument(
                "x",
                "x",
                new FetchArgument.Fetch(
                        new FetchBase.Register(Archs.X86_64.register(register).orElseThrow()),
                        List.of(new Deref(8, AddressSpaceKind.KERNEL)),
                        new FetchLeaf.Int(4, false)));
        return new ProbePoint(function + "(x)", new AttachPoint.Kprobe(function, 0, false), List.of(argument));
    }

    /** Two maps; f with two instances for three points, g as it is. */
    private static final BpfObject OBJECT = object(kprobe("f", "vfs_read"), kprobe("g", "vfs_open"));

    private static final LoadOptions OPTIONS = LoadOptions.DEFAULT
            .withPoint("f", point("vfs_read", "di"))
            .withPoint("f", point("vfs_write", "di"))
            .withPoint("f", point("vfs_fsync", "si"));

    private LoadedObject load() {
        return BpfLoader.on(kernel.backend).with(OPTIONS).load(OBJECT);
    }

    @Nested
    class Loads {
        @Test
        void mapsThenEveryInstanceOfEveryProgramInOrder() {
            load();

            assertThat(kernel.log)
                    .containsExactly("map events", "map counts", "program f_0", "program f_1", "program g");
        }

        @Test
        void imagesThatNameTheMapsTheyUse() {
            load();

            assertThat(kernel.images)
                    .allSatisfy(image -> assertThat(image.maps()).containsExactly(kernel.maps.get(0)));
        }

        @Test
        void withTheLogThatWasAskedFor() {
            BpfLoader.on(kernel.backend)
                    .with(LoadOptions.DEFAULT.withLog(VerifierLogLevel.INSTRUCTIONS))
                    .load(object(kprobe("g", "vfs_open")));

            verify(kernel.backend).load(any(), eq(VerifierLogLevel.INSTRUCTIONS));
        }

        @Test
        void optionalProgramsOnlyWhenAskedTo() {
            BpfObject object = object(TestObjects.program("f", "?kprobe/vfs_read", "vfs_read", "events"));

            assertThat(BpfLoader.on(kernel.backend).load(object).programs()).isEmpty();
            LoadOptions asked = LoadOptions.DEFAULT.withLoad("f", true);
            assertThat(BpfLoader.on(kernel.backend).with(asked).load(object).programs())
                    .hasSize(1);
        }

        @Test
        void inTheLayoutThatWasAskedFor() {
            LoadedObject loaded = BpfLoader.on(kernel.backend)
                    .with(OPTIONS.withLayout("f", PrologueLayout.STRUCT))
                    .load(OBJECT);

            assertThat(loaded.program("f").instance(0).instance().layout()).isEqualTo(PrologueLayout.STRUCT);
        }

        @Test
        void numberedInstancesOfACallback() {
            LoadOptions options = LoadOptions.DEFAULT.withInstances(
                    "g",
                    3,
                    (program, index, body) -> index == 1
                            ? new Preparation.Skip()
                            : Preparation.Variant.of(
                                    Instructions.of(Insn.mov64(2, index)).append(body)));

            LoadedProgram program =
                    BpfLoader.on(kernel.backend).with(options).load(OBJECT).program("g");

            assertThat(program.instance(2).handle().image().instructions().get(0))
                    .isEqualTo(Insn.mov64(2, 2));
            assertThatThrownBy(() -> program.instance(1)).hasMessageContaining("ENOENT (2)");
            assertThatThrownBy(() -> program.instance(3))
                    .isInstanceOf(InstanceException.class)
                    .hasMessageContaining("'g' has 3 instances");
        }

        @Test
        void programsIntoProgramArraysAndMapsIntoMaps() {
            BpfObject object = object(
                            List.of(new InitialSlot("outer", 1, "events"), new InitialSlot("jumps", 2, "g")),
                            kprobe("g", "vfs_open"))
                    .withMaps(List.of(
                            MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096),
                            MapSpec.of("outer", MapType.HASH_OF_MAPS, 4, 4, 3),
                            MapSpec.of("jumps", MapType.PROG_ARRAY, 4, 4, 3)));

            LoadedObject loaded = BpfLoader.on(kernel.backend).load(object);

            verify(kernel.maps.get(1)).update(new byte[] {1, 0, 0, 0}, kernel.maps.get(0));
            verify(kernel.maps.get(2))
                    .update(
                            new byte[] {2, 0, 0, 0},
                            loaded.program("g").instance(0).handle());
        }
    }

    @Nested
    class Attaches {
        @Test
        void eachPointToTheInstanceThatFetchesForIt() {
            load().attachAll();

            assertThat(kernel.log)
                    .endsWith(
                            "link kprobe:vfs_read f_0",
                            "link kprobe:vfs_write f_0",
                            "link kprobe:vfs_fsync f_1",
                            "link kprobe:vfs_open g");
        }

        @Test
        void onePointWhenAskedTo() {
            LoadedObject object = load();
            LoadedProgram program = object.program("f");

            LinkHandle link = object.attach(program, program.points().get(2));

            assertThat(link.program()).isSameAs(program.instance(1).handle());
            assertThat(object.links()).containsExactly(link);
            assertThatThrownBy(() -> object.attach(program, point("vfs_open", "dx")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'f' has no instance for vfs_open(x) at kprobe:vfs_open");
        }

        @Test
        void allOrNone() {
            LoadedObject object = load();
            kernel.refusing(kernel.steps() + 2);

            assertThatThrownBy(object::attachAll)
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("attach to kprobe:vfs_fsync: ENOENT (2)");

            assertThat(kernel.log).endsWith("close link kprobe:vfs_write f_0", "close link kprobe:vfs_read f_0");
            assertThat(object.links()).isEmpty();
            assertThat(kernel.open)
                    .containsExactly("map events", "map counts", "program f_0", "program f_1", "program g");
        }

        @Test
        void programsWithoutPointNowhere() {
            LoadedObject object =
                    BpfLoader.on(kernel.backend).load(object(TestObjects.program("f", "kprobe", "", "events")));

            assertThat(object.attachAll()).isEmpty();
            verify(kernel.backend, never()).attach(any(), any());
        }
    }

    @Nested
    class Closes {
        @Test
        void linksThenProgramsThenMaps() {
            LoadedObject object = load();
            object.attachAll();
            kernel.log.clear();

            object.close();
            object.close();

            assertThat(kernel.log)
                    .containsExactly(
                            "close link kprobe:vfs_open g",
                            "close link kprobe:vfs_fsync f_1",
                            "close link kprobe:vfs_write f_0",
                            "close link kprobe:vfs_read f_0",
                            "close program g",
                            "close program f_1",
                            "close program f_0",
                            "close map counts",
                            "close map events");
            assertThat(kernel.open).isEmpty();
        }

        /** Whatever the kernel refuses, nothing stays open and no handle is left. */
        @TestFactory
        Stream<DynamicTest> everythingWhenAnyStepFails() {
            int steps = 5;
            return IntStream.range(0, steps)
                    .mapToObj(failing -> DynamicTest.dynamicTest("step " + failing, () -> {
                        RecordingKernel refusing = new RecordingKernel().refusing(failing);

                        assertThatThrownBy(() -> BpfLoader.on(refusing.backend)
                                        .with(OPTIONS)
                                        .load(OBJECT))
                                .isInstanceOf(KernelException.class);

                        assertThat(refusing.steps()).isEqualTo(failing + 1);
                        assertThat(refusing.open).isEmpty();
                    }));
        }

        @Test
        void everythingWhenAPrologueCannotBeMade() {
            LoadOptions impossible =
                    OPTIONS.withPoint("g", point("vfs_open", "di")).withLayout("g", PrologueLayout.NONE);

            assertThatThrownBy(
                            () -> BpfLoader.on(kernel.backend).with(impossible).load(OBJECT))
                    .isInstanceOf(PrologueException.class);

            assertThat(kernel.open).isEmpty();
        }

        @Test
        void everythingWhenACallbackFails() {
            LoadOptions failing =
                    OPTIONS.withInstances("g", 2, (program, index, body) -> new Preparation.Failure(index + 1));

            assertThatThrownBy(() -> BpfLoader.on(kernel.backend).with(failing).load(OBJECT))
                    .isInstanceOfSatisfying(
                            InstanceException.class, e -> assertThat(e.code()).isOne());

            assertThat(kernel.open).isEmpty();
        }
    }

    @Nested
    class Maps {
        private static final Path PIN = Path.of("/sys/fs/bpf/counts");

        private LoadedObject load(LoadOptions options) {
            return BpfLoader.on(kernel.backend).with(options).load(OBJECT);
        }

        private MapHandle existing(String name, int maxEntries) {
            MapHandle handle = mock(MapHandle.class);
            when(handle.spec()).thenReturn(MapSpec.of(name, MapType.HASH, 4, 8, maxEntries));
            return handle;
        }

        @Test
        void thatTheCallerGaveStayOpenWhateverHappens() {
            MapHandle mine = existing("counts", 3);
            LoadOptions options = OPTIONS.withMapReplacement("counts", mine);

            load(options).close();
            kernel.refusing(kernel.steps() + 1);
            assertThatThrownBy(() -> load(options)).isInstanceOf(KernelException.class);

            verify(mine, never()).close();
            assertThat(kernel.open).isEmpty();
        }

        @Test
        void thatAreSwitchedOffLeaveCallsOfNoHelper() {
            load(OPTIONS.withMapCreation("events", false));

            assertThat(kernel.images).allSatisfy(image -> {
                List<Instruction> code = image.instructions().asList();
                int load = code.size() - 4;
                Instruction call = new Instruction(0x85, 0, 0, 0, 2_001_000_000);
                assertThat(code.subList(load, load + 2)).containsExactly(call, call);
                assertThat(image.maps()).isEmpty();
            });
        }

        @Test
        void arePinnedAndUnpinnedWithALoadThatFails() {
            kernel.refusing(3);

            assertThatThrownBy(() -> load(OPTIONS.withMapPin("counts", PIN)))
                    .isInstanceOf(VerifierRejectedException.class);

            InOrder order = inOrder(kernel.backend, kernel.maps.get(1));
            order.verify(kernel.maps.get(1)).pin(PIN);
            order.verify(kernel.backend).unpin(PIN);
            order.verify(kernel.maps.get(1)).close();
        }

        @Test
        void stayPinnedWhenTheirObjectIsClosed() {
            load(OPTIONS.withMapPin("counts", PIN)).close();

            verify(kernel.backend, never()).unpin(any());
        }

        @Test
        void thatSomebodyElsePinnedMeanwhileAreUsed() {
            MapHandle theirs = existing("counts", 3);
            when(kernel.backend.openPinnedMap(PIN)).thenReturn(Optional.empty()).thenReturn(Optional.of(theirs));
            kernel.pinning(() -> {
                throw new KernelException("pin", Errno.EEXIST, "");
            });

            LoadedObject loaded = load(OPTIONS.withMapPin("counts", PIN));

            assertThat(loaded.map("counts").handle()).isSameAs(theirs);
            verify(kernel.backend, never()).unpin(any());
        }

        @Test
        void ofDataSectionsAreNotMappableWhereArraysAreNot() {
            when(kernel.backend.supports(KernelFeature.ARRAY_MMAP)).thenReturn(new FeatureSupport.Missing("old"));
            MapSpec data = MapSpec.of("data", MapType.ARRAY, 4, 8, 1)
                    .change()
                    .flags(0x480)
                    .section(".rodata", null, true)
                    .build();
            MapSpec wanted = MapSpec.of("mapped", MapType.ARRAY, 4, 8, 1).withFlags(0x400);
            BpfObject object =
                    object(TestObjects.program("f", "kprobe", "", "data")).withMaps(List.of(data, wanted));

            BpfLoader.on(kernel.backend).load(object);

            assertThat(kernel.maps).extracting(map -> map.spec().flags()).containsExactly(0x80, 0x400);
        }

        @Test
        void keepTheirName() {
            assertThatThrownBy(() -> load(OPTIONS.withMap("counts", map -> MapSpec.of("other", MapType.HASH, 4, 8, 1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("map 'counts' cannot be called 'other': code refers to it by name");
            assertThatThrownBy(() -> load(OPTIONS.withMapCreation("count", false)))
                    .hasMessage("no map 'count' in test.bpf.o, only [events, counts]");
        }

        @Test
        void loseTypesThatDescribeOtherSizes() {
            MapSpec typed = MapSpec.of("counts", MapType.HASH, 4, 8, 3)
                    .change()
                    .types(1, 2)
                    .build();
            BpfObject object =
                    object(TestObjects.program("f", "kprobe", "", "counts")).withMaps(List.of(typed));

            BpfLoader.on(kernel.backend)
                    .with(LoadOptions.DEFAULT.withMap(
                            "counts", map -> map.change().valueSize(16).build()))
                    .load(object);

            assertThat(kernel.maps.get(0).spec()).isEqualTo(MapSpec.of("counts", MapType.HASH, 4, 16, 3));
        }
    }

    @Nested
    class Programs {
        @Test
        void areLoadedAsAnotherType() {
            BpfObject object =
                    object(TestObjects.program("f", "whatever", "", "events").withType(ProgramType.UNSPEC, 0));
            BpfLoader loader = BpfLoader.on(kernel.backend);

            assertThatThrownBy(() -> loader.load(object)).hasMessageContaining("'f' has no program type");
            loader.with(LoadOptions.DEFAULT.withProgram("f", program -> program.inSection("kprobe/vfs_read")))
                    .load(object);

            assertThat(kernel.images).extracting(ProgramImage::type).containsExactly(ProgramType.KPROBE);
            assertThat(object.program("f").orElseThrow().type()).isEqualTo(ProgramType.UNSPEC);
        }
    }

    @Nested
    class Says {
        @Test
        void whichInstanceOfWhichProgramWasRejected() {
            kernel.refusing(3);

            assertThatThrownBy(BpfLoaderTest.this::load)
                    .isInstanceOf(VerifierRejectedException.class)
                    .hasMessageContaining("cannot load program 'f' instance 1 (kprobe:vfs_fsync): EACCES (13)")
                    .hasMessageContaining("R3 !read_ok");
        }

        @Test
        void whichNamesThereAre() {
            LoadedObject object = load();

            assertThatThrownBy(() -> object.map("event"))
                    .hasMessage("no map 'event' in test.bpf.o, only [events, counts]");
            assertThatThrownBy(() -> object.program("h"))
                    .hasMessage("no program 'h' is loaded from test.bpf.o, only [f, g]");
            assertThatThrownBy(() -> BpfLoader.on(kernel.backend)
                            .with(LoadOptions.DEFAULT.withLoad("h", true))
                            .load(OBJECT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no program 'h' in test.bpf.o, only [f, g]");
        }

        @Test
        void thatAFileIsLargerThanAnyObject(@TempDir Path folder) throws IOException {
            Path large = folder.resolve("large.bpf.o");
            try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
                sparse.setLength((256 << 20) + 1);
            }

            assertThatThrownBy(() -> BpfLoader.on(kernel.backend).load(large))
                    .isInstanceOf(OversizedFileException.class)
                    .hasMessage("cannot load '" + large + "': it has more than 256 MiB; an object has far less");
        }

        @Test
        void thatAFileCannotBeRead() {
            Path missing = Path.of("no-such-file.bpf.o");

            assertThatThrownBy(() -> BpfLoader.on(kernel.backend).load(missing))
                    .isInstanceOf(java.io.UncheckedIOException.class)
                    .hasMessage("cannot read no-such-file.bpf.o");
        }
    }

    @Nested
    class Entries {
        @Test
        void listTheirEntriesAndLeaveOutThoseThatVanish() {
            LoadedMap map = load().map("counts");
            byte[] first = {1, 0, 0, 0};
            byte[] second = {2, 0, 0, 0};
            when(map.handle().nextKey(Optional.empty())).thenReturn(Optional.of(first));
            when(map.handle().nextKey(Optional.of(first))).thenReturn(Optional.of(second));
            when(map.handle().nextKey(Optional.of(second))).thenReturn(Optional.empty());
            when(map.handle().lookup(first)).thenReturn(Optional.empty());
            when(map.handle().lookup(second)).thenReturn(Optional.of(new byte[8]));

            assertThat(map.entries()).hasSize(1);
            assertThat(map.entries().get(0).key()).isEqualTo(second);
        }

        @Test
        void endTheirListEvenIfKeysKeepComing() {
            LoadedMap map = load().map("counts");
            when(map.handle().nextKey(any())).thenReturn(Optional.of(new byte[4]));
            when(map.handle().lookup(any())).thenReturn(Optional.of(new byte[8]));

            assertThat(map.entries()).hasSize(3);
        }
    }
}
