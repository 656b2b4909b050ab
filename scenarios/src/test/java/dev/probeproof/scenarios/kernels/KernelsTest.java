// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.PtRegsCheck;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TargetKernels;
import dev.probeproof.loader.kernel.UnsupportedArchitectureException;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.scenarios.input.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

class KernelsTest {
    @TempDir
    Path folder;

    private static byte[] types(String name) throws IOException {
        try (InputStream resource = ShippedKernel.class.getResourceAsStream(name + ".btf.gz")) {
            return new GZIPInputStream(resource).readAllBytes();
        }
    }

    static List<ShippedKernel> shipped() {
        return Kernels.shipped();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedKernelHasTheTypesItsNamePromises(ShippedKernel shipped) {
        TargetKernel kernel = Kernels.byName(shipped.name());

        assertThat(kernel.name()).isEqualTo(shipped.name());
        assertThat(kernel.release()).startsWith(shipped.name().split("-")[0]);
        assertThat(kernel.arch().name()).isEqualTo(shipped.arch());
        assertThat(kernel.arch())
                .isSameAs(TargetKernels.of("test", "", kernel.btf()).arch());
        assertThat(PtRegsCheck.check(kernel)).isEmpty();
        assertThat(kernel.btf().find(BtfKind.FUNC, "vfs_read")).isPresent();
        assertThat(kernel.btf().find(BtfKind.STRUCT, "task_struct")).isPresent();
    }

    @Test
    void tableHasEveryResource() throws IOException {
        Path resources = Path.of("src", "main", "resources", "dev", "probeproof", "scenarios", "kernels");
        try (var files = Files.list(resources)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("README.md")))
                    .containsExactlyInAnyOrderElementsOf(Kernels.shipped().stream()
                            .map(ShippedKernel::resource)
                            .toList());
        }
        assertThat(Files.readString(resources.resolve("README.md")))
                .contains(
                        Kernels.shipped().stream().map(ShippedKernel::resource).toList());
    }

    @ParameterizedTest
    @CsvSource({"vmlinux-6.1.0-56-cloud, 6.1", "6.18-rc1, 6.18", "vmlinux, ''", "99999999999.1, ''"})
    void readsTheReleaseFromTheNameOfAFile(String name, String release) throws IOException {
        Path file = Files.write(folder.resolve(name), types("5.10-amd64"));

        assertThat(Kernels.byName(file.toString()).release()).isEqualTo(release);
    }

    @Test
    void readsRawTypesFromAFile() throws IOException {
        Path file = Files.write(folder.resolve("5.10-mine.btf"), types("5.10-amd64"));

        TargetKernel kernel = Kernels.byName(file.toString());

        assertThat(kernel.name()).isEqualTo("5.10-mine");
        assertThat(kernel.release()).isEqualTo("5.10");
        assertThat(kernel.arch().name()).isEqualTo("x86_64");
    }

    @Test
    void readsTypesOutOfAnElfFile() throws IOException {
        Path file = Files.write(folder.resolve("vmlinux-6.12.elf"), elf(types("6.12-arm64")));

        TargetKernel kernel = Kernels.byName(file.toString());

        assertThat(kernel.name()).isEqualTo("vmlinux-6.12");
        assertThat(kernel.release()).isEqualTo("6.12");
        assertThat(kernel.arch().name()).isEqualTo("arm64");
    }

    @Test
    void takesOffOnlyTheEndingsOfPackedTypes() {
        assertThat(KernelFile.name(Path.of("a", "6.12-cloud-amd64.btf.xz"))).isEqualTo("6.12-cloud-amd64");
        assertThat(KernelFile.name(Path.of("vmlinux.btf.gz"))).isEqualTo("vmlinux");
        assertThat(KernelFile.name(Path.of("vmlinux"))).isEqualTo("vmlinux");
    }

    @Test
    void refusesHalfAFileWithPlaceAndReason() throws IOException {
        byte[] whole = types("5.10-amd64");
        Path file = Files.write(folder.resolve("half.btf"), java.util.Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> Kernels.byName(file.toString()))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageStartingWith(file + ": ");
    }

    @Test
    void refusesLengthsOfFourGigabytes() throws IOException {
        for (int field = 8; field < 24; field += 4) {
            byte[] whole = types("5.10-amd64");
            ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(field, -1);
            Path file = Files.write(folder.resolve("large.btf"), whole);

            assertThatThrownBy(() -> Kernels.byName(file.toString())).isInstanceOf(CorruptObjectException.class);
        }
    }

    @Test
    void refusesWhatIsNeitherTypesNorElf() throws IOException {
        Path file = Files.writeString(folder.resolve("vmlinuz"), "MZ and so on");

        assertThatThrownBy(() -> Kernels.byName(file.toString()))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("not BTF");
    }

    @Test
    void refusesTypesThatAreNoKernels() {
        assertThatThrownBy(() -> Kernels.byName("../examples/openat.bpf.o"))
                .isInstanceOf(UnsupportedArchitectureException.class)
                .hasMessageContaining("its BTF has no struct pt_regs, so it is not that of a kernel");
    }

    @Test
    void takesAnyTypesFromThoseWhoDoNotProbe() {
        TargetKernel types = Kernels.ofAnyArch("../examples/openat.bpf.o");

        assertThat(types.btf().names(BtfKind.FUNC)).isNotEmpty();
        assertThat(types.arch().byteOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThatThrownBy(() -> types.arch().argumentRegisters())
                .isInstanceOf(UnsupportedArchitectureException.class)
                .hasMessageContaining("its BTF has no struct pt_regs, so it is not that of a kernel");
    }

    @Test
    void knowsTheVersionsThatReleasesHide() {
        assertThat(Kernels.byName("6.1-amd64").config().value("LINUX_KERNEL_VERSION"))
                .as("6.1.192, as its package says")
                .contains(Integer.toString(6 << 16 | 1 << 8 | 192));
        assertThat(Kernels.byName("6.12-amd64").config().value("LINUX_KERNEL_VERSION"))
                .as("the release has it")
                .isEmpty();
        assertThat(Kernels.byName("6.1-amd64").config().isKnown()).isFalse();
    }

    @Nested
    class Modules {
        private final byte[] kernel;
        private final byte[] module;

        Modules() throws IOException {
            kernel = types("5.10-amd64");
            Btf base = BtfReader.read(Bytes.wrap(kernel, "kernel"));
            BtfEditor editor = BtfEditor.of(BtfReader.readSplit(empty(), base));
            int proto = editor.add(new BtfType.FuncProto(0, List.of()));
            editor.add(new BtfType.Func("of_the_module", proto, BtfType.Func.STATIC));
            module = editor.toBtf().raw().toArray();
        }

        private Bytes empty() {
            ByteBuffer blob = ByteBuffer.allocate(25).order(ByteOrder.LITTLE_ENDIAN);
            blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
            return Bytes.wrap(blob.putInt(0).putInt(0).putInt(0).putInt(1).array(), "module");
        }

        private TargetKernel supplemented(String moduleName, byte[] content) throws IOException {
            Path file = Files.write(folder.resolve(moduleName), content);
            Path base = Files.write(folder.resolve("5.10.btf"), kernel);
            return new KernelSupplement(List.of(file), Optional.empty()).of(Kernels.byName(base.toString()));
        }

        private void assertHasModule(TargetKernel target, String name) {
            assertThat(target.modules()).extracting(KernelModule::name).containsExactly(name);
            assertThat(target.modules().get(0).btf().find(BtfKind.FUNC, "of_the_module"))
                    .isPresent();
        }

        @Test
        void lieBesideTheKernelInADirectory() throws IOException {
            Path directory = Files.createDirectory(folder.resolve("5.10-mine"));
            Files.write(directory.resolve("vmlinux"), kernel);
            Files.write(directory.resolve("nf_nat"), module);
            Files.writeString(directory.resolve("README.md"), "not types");

            TargetKernel target = Kernels.byName(directory.toString());

            assertThat(target.name()).isEqualTo("5.10-mine");
            assertThat(target.release()).isEqualTo("5.10");
            assertHasModule(target, "nf_nat");
        }

        @Test
        void areMissedInADirectoryWithoutAKernel() throws IOException {
            Files.write(folder.resolve("nf_nat"), module);

            assertThatThrownBy(() -> Kernels.byName(folder.toString()))
                    .isInstanceOf(UnreadableFileException.class)
                    .hasMessageContaining("has a file 'vmlinux', this one has not");
        }

        @Test
        void canBeAddedToAnyKernel() throws IOException {
            assertHasModule(supplemented("nf_nat.btf", module), "nf_nat");
        }

        @Test
        void areReadFromTheirImagesAndNamedAsTheKernelDoes() throws IOException {
            assertHasModule(supplemented("nf-nat.ko", elf(module)), "nf_nat");
        }

        @Test
        void withAnExtractOfTheirKernelAreToldApart() throws IOException {
            byte[] image = elf(".BTF.base", module);

            assertThatThrownBy(() -> supplemented("nf_nat.ko", image))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("relative to an extract of the kernel's types in .BTF.base")
                    .hasMessageContaining("take /sys/kernel/btf/NAME");
        }

        @Test
        void comeWithAConfiguration() throws IOException {
            Path config = Files.writeString(folder.resolve("config-6.1"), "CONFIG_HZ=250\n");

            TargetKernel target = new KernelSupplement(List.of(), Optional.of(config)).of(Kernels.byName("6.1-amd64"));

            assertThat(target.config().value("CONFIG_HZ")).contains("250");
            assertThat(target.config().isKnown()).isTrue();
            assertThat(target.config().value("LINUX_KERNEL_VERSION")).isPresent();
        }
    }

    @Test
    void suggestsTheNearestShippedKernel() {
        assertThatThrownBy(() -> Kernels.byName("6.12-adm64"))
                .isInstanceOfSatisfying(
                        UnknownKernelException.class,
                        e -> assertThat(e.candidates()).startsWith("6.12-amd64"));
    }

    @Test
    void readsTheRunningKernel() {
        assumeThat(Files.isReadable(Path.of("/sys/kernel/btf/vmlinux")))
                .as("this machine has no types of its kernel to read")
                .isTrue();

        assertThat(Kernels.byName("running").btf().find(BtfKind.STRUCT, "task_struct"))
                .isPresent();
    }

    /** The smallest ELF file with one section {@code .BTF}. */
    private static byte[] elf(byte[] btf) {
        return elf(".BTF", btf);
    }

    private static byte[] elf(String name, byte[] btf) {
        byte[] names = ("\0" + name + "\0.shstrtab\0").getBytes(StandardCharsets.US_ASCII);
        int namesAt = 64 + btf.length;
        int headersAt = namesAt + names.length;
        ByteBuffer out = ByteBuffer.allocate(headersAt + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        out.putShort((short) 2).putShort((short) 183).putInt(1);
        out.putLong(0).putLong(0).putLong(headersAt).putInt(0);
        out.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        out.putShort((short) 64).putShort((short) 3).putShort((short) 2);
        out.put(btf).put(names);
        out.position(headersAt + 64);
        section(out, 1, 1, 64, btf.length);
        section(out, name.length() + 2, 3, namesAt, names.length);
        return out.array();
    }

    private static void section(ByteBuffer out, int name, int type, long offset, long size) {
        out.putInt(name).putInt(type).putLong(0).putLong(0).putLong(offset).putLong(size);
        out.putInt(0).putInt(0).putLong(1).putLong(0);
    }
}
