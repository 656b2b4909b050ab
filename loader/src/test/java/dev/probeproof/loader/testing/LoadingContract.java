// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.BpfLoader;
import dev.probeproof.loader.IncompatibleMapException;
import dev.probeproof.loader.LoadOptions;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.UnsizedMapException;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.VerifierRejectedException;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.TestObjects;
import dev.probeproof.loader.object.VariableException;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static dev.probeproof.loader.testing.ContractKernel.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of an object's maps and variables in a kernel, whichever backend it is. */
public abstract class LoadingContract {
    /** {@code fills} as it can be loaded: its source leaves a size open, and names a map type that no kernel has. */
    private static final LoadOptions POSSIBLE =
            LoadOptions.DEFAULT.withMap("unsized", map -> map.withMaxEntries(8)).withMapCreation("future", false);

    private ContractKernel kernel;

    /** A kernel of the backend under test; the test closes it. */
    protected abstract KernelBackend open();

    /** An empty directory in its BPF file system. */
    protected abstract Path pins();

    @BeforeEach
    void openKernel() {
        kernel = new ContractKernel(open());
    }

    @AfterEach
    void closeKernel() {
        kernel.close();
    }

    private BpfObject object(String source) {
        boolean little = kernel.backend().target().arch().byteOrder().equals(ByteOrder.LITTLE_ENDIAN);
        return TestObjects.read(source + ".clang-19." + (little ? "el" : "eb") + ".o");
    }

    private LoadedObject load(String source, LoadOptions options) {
        return BpfLoader.on(kernel.backend()).with(options).load(object(source));
    }

    private LoadedObject globals() {
        return load("globals", LoadOptions.DEFAULT);
    }

    private LoadOptions possible() {
        return POSSIBLE.withPinRoot(pins());
    }

    private int run(LoadedObject object, String program) {
        return kernel.run(object.program(program).instance(0).handle());
    }

    @Nested
    class Variables {
        @Test
        void startAsTheSourceSays() {
            try (LoadedObject object = globals()) {
                assertThat(object.variable("counter").get()).isEqualTo(5L);
                assertThat(object.variable("hits").get()).isEqualTo(0L);
                assertThat(object.variable("same").get()).isEqualTo(3L);
                assertThat(object.variable("custom").get()).isEqualTo(9L);
                assertThat(object.variable("negative").get()).isEqualTo(-2L);
                assertThat(object.variable("greeting").get()).isEqualTo("hello");
                assertThat(run(object, "tells")).isEqualTo(11);
            }
        }

        @Test
        void showWhatProgramsWrite() {
            try (LoadedObject object = globals()) {
                run(object, "tells");
                run(object, "tells");
                run(object, "mine");

                assertThat(object.variable("hits").asLong()).isEqualTo(2);
                assertThat(object.variable("custom").asLong()).isEqualTo(10);
            }
        }

        @Test
        void areSeenByProgramsOnceSet() {
            try (LoadedObject object = globals()) {
                object.variable("counter").set(100);
                object.variable("neighbour").set(-30);
                object.variable(".data.mine:custom").set(20);

                assertThat(run(object, "tells")).isEqualTo(70);
                assertThat(run(object, "mine")).isEqualTo(24);
                assertThat(object.variable("counter").asLong()).isEqualTo(100);
            }
        }

        @Test
        void inConstantSectionsAreSetBeforeLoading() {
            LoadOptions options = LoadOptions.DEFAULT
                    .withVariable("debug", true)
                    .withVariable("table[2]", 1000)
                    .withVariable("negative", -300)
                    .withVariable("settings.limits[1]", Map.of("low", 40, "strict", 1));
            try (LoadedObject object = load("globals", options)) {
                assertThat(run(object, "tells")).isEqualTo(1000 - 300 + 40 + 256);
                assertThat(object.variable("table").get()).isEqualTo(List.of(1L, 2L, 1000L, 4L));
            }
        }

        @Test
        void inConstantSectionsAreNotSetAfterwards() {
            try (LoadedObject object = globals()) {
                assertThatThrownBy(() -> object.variable("debug").set(true))
                        .isInstanceOf(VariableException.class)
                        .hasMessage("cannot set variable 'debug': map 'globals.rodata' is frozen;"
                                + " set it before loading: LoadOptions.withVariable");
                assertThat(object.variable("debug").isConstant()).isTrue();
                assertRefused(Errno.EPERM, () -> object.map(".rodata").handle().patch(0, new byte[1]));
            }
        }

        @Test
        void ofOneLoadDoNotChangeTheNext() {
            BpfObject spec = object("globals");
            BpfLoader loader = BpfLoader.on(kernel.backend());
            try (LoadedObject first = loader.with(LoadOptions.DEFAULT
                                    .withVariable("debug", true)
                                    .withVariable("table", new int[] {0, 0, 50, 0}))
                            .load(spec);
                    LoadedObject second = loader.load(spec)) {
                first.variable("counter").set(1000);

                assertThat(run(first, "tells")).isEqualTo(50);
                assertThat(run(second, "tells")).isEqualTo(11);
                assertThat(second.variable("hits").asLong()).isEqualTo(1);
            }
            assertThat(spec.maps()).isEqualTo(object("globals").maps());
        }

        @Test
        void thatDoNotExistAreNamed() {
            assertThatThrownBy(() -> load("globals", LoadOptions.DEFAULT.withVariable("debgu", 1)))
                    .isInstanceOf(VariableException.class)
                    .hasMessageContaining("cannot find variable 'debgu': there is none in globals.clang-19.")
                    .hasMessageContaining("nearest: debug");
        }
    }

    @Nested
    class Patches {
        @Test
        void changeNothingElse() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 1, 1 << 10);
            map.update(kernel.u32(0), new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, MapHandle.ANY);

            map.patch(3, new byte[] {40, 50});

            assertThat(map.lookup(kernel.u32(0)).orElseThrow()).containsExactly(1, 2, 3, 40, 50, 6, 7, 8);
        }

        @Test
        void stayInsideTheElement() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 1, 1 << 10);

            assertThatThrownBy(() -> map.patch(5, new byte[4])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> map.patch(-1, new byte[1])).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Nested
    class Maps {
        @Test
        void thatTheSourceLeavesUnsizedAreNamed() {
            assertThatThrownBy(() -> load(
                            "fills", LoadOptions.DEFAULT.withPinRoot(pins()).withMapCreation("future", false)))
                    .isInstanceOf(UnsizedMapException.class)
                    .hasMessage("cannot create map 'unsized': EINVAL (22):"
                            + " set max_entries of map 'unsized' before load: LoadOptions.withMap");
        }

        @Test
        void ofUnknownTypesFailWhenTheyAreCreated() {
            LoadOptions all = possible().withMapCreation("future", true);

            assertThatThrownBy(() -> load("fills", all))
                    .isInstanceOf(KernelException.class)
                    .hasMessageStartingWith("cannot create map 'future': EINVAL (22)");
        }

        @Test
        void ofRingBuffersHaveWholePages() {
            try (LoadedObject object = load("fills", possible())) {
                assertThat(object.map("ring").spec().maxEntries()).isGreaterThanOrEqualTo(8192);
            }
        }

        @Test
        void holdTheMapsAndProgramsOfTheSource() {
            try (LoadedObject object = load("fills", possible())) {
                assertThat(run(object, "jumper")).isEqualTo(77);
                assertThat(run(object, "counts")).isEqualTo(1);

                byte[] first = kernel.u32(0);
                assertThat(kernel.value(object.map("two").handle(), first)).contains(10L);
                assertThat(kernel.value(object.map("one").handle(), first)).contains(0L);
            }
        }

        @Test
        void thatAreSwitchedOffDoNotMatterToCodeThatNeverGetsThere() {
            try (LoadedObject object = load("fills", possible())) {
                assertThat(run(object, "meets_the_future")).isEqualTo(5);
                assertThatThrownBy(() -> object.map("future"))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("no map 'future' in fills.clang-19.");
            }
        }

        @Test
        void mayBeReplacedByOnesThatExist() {
            MapHandle mine = kernel.map(MapType.HASH, 4, 8, 16);
            mine.update(kernel.u32(2), kernel.u64(41), MapHandle.ANY);

            try (LoadedObject object = load("fills", possible().withMapReplacement("kept", mine))) {
                assertThat(run(object, "counts")).isEqualTo(42);
                assertThat(object.map("kept").handle()).isSameAs(mine);
            }

            assertThat(kernel.value(mine, kernel.u32(2))).contains(42L);
        }

        @Test
        void areNotReplacedByOthersThanTheSourceWants() {
            MapHandle other = kernel.map(MapType.PERCPU_HASH, 8, 8, 16, 1);

            assertThatThrownBy(() -> load("fills", possible().withMapReplacement("kept", other)))
                    .isInstanceOf(IncompatibleMapException.class)
                    .hasMessage("cannot use the map given for it as map 'kept': it is a percpu_hash, not a hash;"
                            + " its key_size is 8, not 4; its flags are 0x1, not 0x0");
            assertThat(other.isClosed()).isFalse();
        }

        @Test
        void areOtherThanTheSourceSaysIfAsked() {
            LoadOptions options = possible()
                    .withMap(
                            "kept",
                            map -> map.change()
                                    .type(MapType.LRU_HASH.number())
                                    .maxEntries(100)
                                    .pinning(0)
                                    .build());

            try (LoadedObject object = load("fills", options)) {
                assertThat(object.map("kept").spec().maxEntries()).isEqualTo(100);
                assertThat(run(object, "counts")).isEqualTo(1);
            }
        }
    }

    @Nested
    class Pins {
        private MapHandle counts() {
            return kernel.map(MapType.HASH, 4, 8, 4);
        }

        @Test
        void openTheSameMap() {
            Path path = pins().resolve("counts");
            MapHandle map = counts();
            map.pin(path);
            map.update(kernel.u32(1), kernel.u64(7), MapHandle.ANY);
            map.close();

            try (MapHandle again = kernel.backend().openPinnedMap(path).orElseThrow()) {
                assertThat(kernel.value(again, kernel.u32(1))).contains(7L);
                MapSpec spec = again.spec();
                assertThat(List.of(spec.type(), spec.keySize(), spec.valueSize(), spec.maxEntries(), spec.flags()))
                        .containsExactly(MapType.HASH.number(), 4, 8, 4, 0);
                assertThat(spec.name()).isEqualTo("map");
            }
            kernel.backend().unpin(path);
            assertThat(kernel.backend().openPinnedMap(path)).isEmpty();
        }

        @Test
        void keepAMapFrozen() {
            Path path = pins().resolve("frozen");
            MapHandle map = counts();
            map.pin(path);
            map.freeze();

            try (MapHandle again = kernel.backend().openPinnedMap(path).orElseThrow()) {
                assertRefused(Errno.EPERM, () -> again.update(kernel.u32(1), kernel.u64(7), MapHandle.ANY));
            }
            kernel.backend().unpin(path);
        }

        @Test
        void makeTheDirectoriesAboveThem() {
            Path path = pins().resolve("some").resolve("where").resolve("counts");

            counts().pin(path);

            assertThat(kernel.backend().openPinnedMap(path)).isPresent();
            kernel.backend().unpin(path);
        }

        @Test
        void areRefusedWhereThereIsOneAlready() {
            Path path = pins().resolve("counts");
            counts().pin(path);

            assertRefused(Errno.EEXIST, () -> counts().pin(path));
            kernel.backend().unpin(path);
        }

        @Test
        void areRefusedWithDotsInTheName() {
            assertRefused(Errno.EPERM, () -> counts().pin(pins().resolve("a.b")));
        }

        @Test
        void areRefusedOutsideTheBpfFileSystem() {
            assertThatThrownBy(() -> counts().pin(Path.of("/tmp/no-bpf-file-system")))
                    .isInstanceOf(KernelException.class)
                    .hasMessageStartingWith("cannot pin map 'map' at /tmp/no-bpf-file-system: EPERM (1)")
                    .hasMessageContaining("file system");
        }

        @Test
        void thatAreNotThereCannotBeRemoved() {
            assertRefused(Errno.ENOENT, () -> kernel.backend().unpin(pins().resolve("nothing")));
        }

        @Test
        void byNameAreSharedByEveryLoadOfTheObject() {
            try (LoadedObject first = load("fills", possible())) {
                assertThat(run(first, "counts")).isEqualTo(1);
            }

            try (LoadedObject second = load("fills", possible());
                    LoadedObject third = load("fills", possible())) {
                assertThat(run(second, "counts")).isEqualTo(2);
                assertThat(run(third, "counts")).isEqualTo(3);
                assertThat(second.map("kept").spec().name()).isEqualTo("kept");
            }
            kernel.backend().unpin(pins().resolve("kept"));
        }

        @Test
        void byNameMustBeWhatTheSourceWants() {
            Path path = pins().resolve("kept");
            kernel.map(MapType.HASH, 4, 8, 17).pin(path);

            assertThatThrownBy(() -> load("fills", possible()))
                    .isInstanceOf(IncompatibleMapException.class)
                    .hasMessage("cannot use what is pinned at " + path + " as map 'kept':"
                            + " its max_entries is 17, not 16");
            kernel.backend().unpin(path);
        }

        @Test
        void ofALoadThatFailsAreRemoved() {
            LoadOptions failing = possible().withVariable("has_future", true);

            assertThatThrownBy(() -> load("fills", failing.withMap("ring", map -> map.withFlags(1 << 30))))
                    .isInstanceOf(KernelException.class);

            assertThat(kernel.backend().openPinnedMap(pins().resolve("kept"))).isEmpty();
        }

        @Test
        void mayBeWhereTheCallerWants() {
            Path path = pins().resolve("data");
            LoadOptions options = LoadOptions.DEFAULT.withMapPin(".data", path);

            try (LoadedObject first = load("globals", options);
                    LoadedObject second = load("globals", options)) {
                first.variable("counter").set(50);

                assertThat(second.variable("counter").asLong()).isEqualTo(50);
                assertThat(run(second, "tells")).isEqualTo(56);
            }
            kernel.backend().unpin(path);
        }
    }

    @Nested
    class Loaders {
        @Test
        void sayWhichSwitchedOffMapAProgramUses() {
            LoadOptions reachable = possible().withMapCreation("outer", false);

            assertThatThrownBy(() -> load("fills", reachable))
                    .isInstanceOf(VerifierRejectedException.class)
                    .hasMessageContaining("it uses map 'outer', which was switched off");
        }

        @Test
        void refuseAProgramArrayWithoutItsProgram() {
            assertThatThrownBy(() -> load("fills", possible().withLoad("target", false)))
                    .isInstanceOf(KernelException.class)
                    .hasMessage("cannot fill element 1 of map 'jumps': EBADF (9):"
                            + " the source puts 'target' there, which was not loaded");
        }

        @Test
        void refuseObjectsOfTheOtherByteOrder() {
            boolean little = kernel.backend().target().arch().byteOrder().equals(ByteOrder.LITTLE_ENDIAN);
            BpfObject foreign = TestObjects.read("globals.clang-19." + (little ? "eb" : "el") + ".o");

            assertThatThrownBy(() -> BpfLoader.on(kernel.backend()).load(foreign))
                    .hasMessageContaining("compile it with -target bpfe" + (little ? "l" : "b"));
        }
    }
}
