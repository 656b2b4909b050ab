// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.kernels.Kernels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The main job, from the command line to the exit code. */
class CheckCommandTest {
    private static final String FILEIO = "../examples/fileio.bpf.o";
    private static final String OPENAT = "../examples/openat.bpf.o";
    private static final String NO_BTF = "src/test/resources/endtoend/plain.el.bpf.o";
    private static final String BIG_ENDIAN = "src/test/resources/endtoend/plain.eb.bpf.o";
    private static final String TAKES_ARGUMENTS = "src/test/resources/endtoend/traced.bpf.o";

    @Test
    void provesEveryInstanceOfTheExamplesOnEveryShippedKernel() {
        CommandRun run = CommandRun.of("check", FILEIO, OPENAT);

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).endsWith("30 proved, 0 disproved, 0 not checked (instances on 6 kernels)\n");
        assertThat(run.out()).contains(Kernels.shippedNames());
        assertThat(run.exitCode()).isZero();
    }

    /** Each broken in one way; the golden files hold the messages, the tests below what they must name. */
    @TestFactory
    Stream<DynamicTest> disprovesAsRecorded() {
        return Stream.of(
                        new Broken("other-kernel", FILEIO, "--kernel", "6.12-amd64", "--built-for", "5.10-amd64"),
                        new Broken(
                                "wrong-register", OPENAT, "-k", "6.12-amd64", "--probe", "vfs_read(count == %si:u64)"),
                        new Broken(
                                "kernel-for-user",
                                FILEIO,
                                "-k",
                                "6.12-arm64",
                                "--probe",
                                "do_sys_openat2(filename:string, dfd)"),
                        new Broken(
                                "wrong-hop",
                                FILEIO,
                                "-k",
                                "6.1-amd64",
                                "--probe",
                                "vfs_read(file->f_path.dentry->d_name.name:string == +0(+32(+24(%di))):string, count)"),
                        new Broken("absent-function", OPENAT, "-k", "7.2-amd64", "--probe", "vfs_raed(count)"),
                        new Broken("absent-member", OPENAT, "-k", "7.2-amd64", "--probe", "vfs_read(file->f_poss)"),
                        new Broken(
                                "too-many-arguments",
                                OPENAT,
                                "-k",
                                "7.2-amd64",
                                "--probe",
                                "vfs_read(file, buf, count, pos)"),
                        new Broken("other-struct", FILEIO, "-k", "7.2-amd64", "--probe", "vfs_read(count)"))
                .map(broken -> DynamicTest.dynamicTest(broken.name(), () -> {
                    CommandRun run = CommandRun.of(broken.words());

                    Golden.assertMatches("cli/check-" + broken.name(), run.transcript());
                    assertThat(run.exitCode()).isEqualTo(1);
                }));
    }

    private record Broken(String name, String... options) {
        String[] words() {
            return Stream.concat(Stream.of("check"), Arrays.stream(options)).toArray(String[]::new);
        }
    }

    @Test
    void namesTheHopThatAnotherKernelsTypesLeadAstray() {
        CommandRun run = CommandRun.of("check", FILEIO, "--kernel", "6.12-amd64", "--built-for", "5.10-amd64");

        assertThat(run.out())
                .contains("disproved: on_file#0 on 6.12-amd64")
                .contains("argument 'name', hop 1")
                .contains("built for another kernel");
    }

    @Test
    void namesTheWrongRegisterAndTheRightOne() {
        CommandRun run =
                CommandRun.of("check", OPENAT, "--kernel", "6.12-amd64", "--probe", "vfs_read(count == %si:u64)");

        assertThat(run.out())
                .contains("argument 'count', register")
                .contains("starts at %si, but on x86_64 'count' starts at %dx");
    }

    @Test
    void namesUserMemoryThatIsMarkedKernel() {
        CommandRun run = CommandRun.of(
                "check", FILEIO, "--kernel", "6.12-amd64", "--probe", "do_sys_openat2(filename:string, dfd)");

        assertThat(run.out())
                .contains("argument 'filename', hop 1")
                .contains("marked kernel memory, but it is user memory");
    }

    @Test
    void provesARightClaimAndOneProgramsOwnDefinition() {
        CommandRun run = CommandRun.of(
                "check", OPENAT, "--kernel", "6.12-amd64", "--probe", "on_open=vfs_read(count == %dx:u64)");

        assertThat(run.out()).contains("1 proved, 0 disproved");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void saysWhichArgumentsNobodyGaveAMeaning() {
        CommandRun run =
                CommandRun.of("check", OPENAT, "--kernel", "6.12-amd64", "--probe", "vfs_read(raw=+8(%di):u32)");

        assertThat(run.out()).contains("without a meaning: on_open.raw").contains("0 proved, 0 disproved, 1 unstated");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    /** Each was judged wrongly once, or was the end of the process. */
    @TestFactory
    Stream<DynamicTest> judgesRightly() {
        return Stream.of(
                        new Judged(1, "tnum_lshift(m=a.mask == %di:u64)", "wrong register"),
                        new Judged(0, "tnum_lshift(m=a.mask == %si:u64)", "1 proved"),
                        new Judged(0, "tnum_lshift(a.mask)", "1 proved"),
                        new Judged(0, "pci_num_vf(dev->msi_enabled, dev->is_busmaster)", "1 proved"),
                        new Judged(1, "vfs_read(x=+2000000000(%di):u64)", "not checked"),
                        new Judged(1, "vfs_read(x=-2147483648(%di):u64)", "not checked"),
                        new Judged(1, "vfs_read(buf[2000000000])", "not checked"),
                        new Judged(0, "pci_num_vf(dev[-1].msi_enabled)", "1 proved"))
                .map(judged -> DynamicTest.dynamicTest(judged.definition(), () -> {
                    CommandRun run = CommandRun.of(
                            "check", NO_BTF, "--layout", "struct", "-k", "6.12-amd64", "--probe", judged.definition());

                    assertThat(run.exitCode()).as(run.transcript()).isEqualTo(judged.exitCode());
                    assertThat(run.out()).contains(judged.words());
                }));
    }

    private record Judged(int exitCode, String definition, String words) {}

    @Test
    void skipsTheHiddenPointerToAResult() {
        CommandRun run = CommandRun.of(
                "check",
                NO_BTF,
                "--layout",
                "struct",
                "-k",
                "5.10-amd64",
                "--probe",
                "aa_compute_fperms(d=dfa == %di:u64)");

        assertThat(run.out()).contains("'d' starts at %si");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void saysWhichSpacesItTookOnTrust() {
        CommandRun run = CommandRun.of(
                "check", NO_BTF, "--layout", "struct", "-k", "6.12-amd64", "--probe", "import_ubuf(buf:string)");

        assertThat(run.out()).contains("assumed: ").contains(".buf");
    }

    @Test
    void refusesADefinitionForAProgramThatNoObjectHas() {
        CommandRun run = CommandRun.of("check", OPENAT, "--probe", "on_opne=vfs_read(count)");

        assertThat(run.err()).contains("'on_opne', which no object has").contains("on_open");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void refusesAnObjectOfTheOtherByteOrder() {
        CommandRun run = CommandRun.of("check", BIG_ENDIAN, "-k", "6.12-amd64", "--probe", "vfs_read(count)");

        assertThat(run.out()).contains("the object is big-endian, the kernel little-endian");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void endsWithThreeIfThereIsNothingToProve() {
        CommandRun run = CommandRun.of("check", NO_BTF, "--kernel", "6.12-amd64");

        assertThat(run.err()).startsWith("nothing to prove:");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void namesAProgramThatTakesArgumentsNobodyDefined() {
        CommandRun run = CommandRun.of("check", TAKES_ARGUMENTS, "--kernel", "6.12-amd64");

        assertThat(run.out()).contains("not checked: on_traced").contains("no probe definition says which");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void answersInJson() {
        CommandRun run = CommandRun.of(
                "check", OPENAT, "--kernel", "6.1-amd64", "--json", "--probe", "vfs_read(count == %si:u64)");

        assertThat(run.out())
                .startsWith("{\"schemaVersion\":1,\"proved\":false,\"results\":[{\"object\":")
                .contains("\"kernel\":\"6.1-amd64\",\"program\":\"on_open\",\"instance\":0")
                .contains("\"result\":\"disproved\"")
                .contains("\"argument\":\"count\",\"hop\":0")
                .endsWith("\n");
        assertThat(run.out().lines()).hasSize(1);
    }

    @Nested
    class DamagedFiles {
        @TempDir
        private Path folder;

        private void assertOneClearSentence(CommandRun run) {
            assertThat(run.exitCode()).as(run.transcript()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("error: ")
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ");
            assertThat(run.err().lines()).as("lines").hasSizeLessThanOrEqualTo(3);
        }

        private Path write(String name, byte[] content) throws IOException {
            return Files.write(folder.resolve(name), content);
        }

        @Test
        void refusesATruncatedObject() throws IOException {
            byte[] whole = Files.readAllBytes(Path.of(OPENAT));
            for (int size : new int[] {0, 1, 63, 64, 65, whole.length / 4, whole.length / 2, whole.length - 1}) {
                Path cut = write("cut.bpf.o", Arrays.copyOf(whole, size));

                assertOneClearSentence(CommandRun.of("check", cut.toString(), "-k", "6.12-amd64"));
            }
        }

        @Test
        void survivesFlippedBits() throws IOException {
            byte[] whole = Files.readAllBytes(Path.of(OPENAT));
            SplittableRandom random = new SplittableRandom(20261122);
            for (int i = 0; i < 150; i++) {
                byte[] flipped = whole.clone();
                int bit = random.nextInt(whole.length * 8);
                flipped[bit / 8] ^= (byte) (1 << bit % 8);

                CommandRun run =
                        CommandRun.of("check", write("flipped.bpf.o", flipped).toString(), "-k", "6.12-amd64");

                assertThat(run.exitCode()).as("bit %d: %s", bit, run.err()).isBetween(0, 3);
                assertThat(run.err()).as("bit %d", bit).doesNotContain("Exception");
            }
        }

        @Test
        void refusesTypesThatWereCutInHalf() throws IOException {
            byte[] types = Kernels.byName("6.12-arm64").btf().raw().toArray();
            Path half = write("half.btf", Arrays.copyOf(types, types.length / 2));

            assertOneClearSentence(CommandRun.of("check", OPENAT, "-k", half.toString()));
        }

        @Test
        void refusesALengthOfFourGibibytes() throws IOException {
            byte[] object = Files.readAllBytes(Path.of(OPENAT));
            ByteBuffer fields = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
            long sections = fields.getLong(40);
            fields.putLong((int) sections + 64 + 32, 0xffff_fff0L);

            assertOneClearSentence(
                    CommandRun.of("check", write("long.bpf.o", object).toString(), "-k", "6.12-amd64"));
        }

        @Test
        void refusesTypesThatClaimFourGibibytes() throws IOException {
            byte[] types = Kernels.byName("5.10-amd64").btf().raw().toArray();
            ByteBuffer.wrap(types).order(ByteOrder.LITTLE_ENDIAN).putInt(12, 0xffff_fff0);

            assertOneClearSentence(CommandRun.of(
                    "check", OPENAT, "-k", write("long.btf", types).toString()));
        }
    }
}
