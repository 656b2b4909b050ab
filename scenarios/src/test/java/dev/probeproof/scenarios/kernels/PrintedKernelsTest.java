// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfPrinter;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.BtfWriter;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.bytes.Bytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What is printed of a whole kernel is C, and a compiler lays it out as the kernel's did. Needs a clang for BPF. */
class PrintedKernelsTest {
    private static final List<String> COMPILERS = List.of("clang-19", "clang-16", "clang-14", "clang");

    @TempDir
    Path folder;

    /** The oldest and the newest: a compiler takes seconds for each. */
    @ParameterizedTest
    @ValueSource(strings = {"5.10-amd64", "7.2-amd64"})
    void haveTheLayoutOfTheKernel(String kernel) throws Exception {
        compile(Kernels.byName(kernel).btf(), "bpf");
    }

    @Test
    void haveItInTheOtherByteOrder() throws Exception {
        byte[] turned = BtfWriter.write(Kernels.byName("6.12-arm64").btf(), ByteOrder.BIG_ENDIAN);

        compile(BtfReader.read(Bytes.wrap(turned, "turned round")), "bpfeb");
    }

    private void compile(Btf btf, String target) throws IOException, InterruptedException {
        Optional<String> compiler =
                COMPILERS.stream().filter(PrintedKernelsTest::isInstalled).findFirst();
        assumeThat(compiler)
                .as("no clang on this machine to try the header with")
                .isPresent();
        Path source = folder.resolve("check.c");
        int checks;
        try (PrintWriter header = new PrintWriter(folder.resolve("vmlinux.h").toFile(), StandardCharsets.UTF_8);
                PrintWriter check = new PrintWriter(source.toFile(), StandardCharsets.UTF_8)) {
            BtfPrinter.of(btf).printHeader(header::print);
            check.println("#include \"vmlinux.h\"");
            checks = writeChecks(btf, check);
        }
        assertThat(checks).isGreaterThan(50_000);

        Path log = folder.resolve("log");
        Process run = new ProcessBuilder(
                        compiler.get(),
                        "-target",
                        target,
                        "-fsyntax-only",
                        "-Werror",
                        "-ferror-limit=20",
                        source.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(run.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(log)).isEmpty();
        assertThat(run.exitValue()).isZero();
    }

    private static boolean isInstalled(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** A name that several types have means another type in C, so only unique ones are checked. */
    private static int writeChecks(Btf btf, PrintWriter out) {
        int checks = 0;
        for (int id = 1; id < btf.endId(); id++) {
            if (btf.type(id) instanceof BtfType.Composite type
                    && !type.name().isEmpty()
                    && isUnique(btf, type.name())) {
                String name = (type.union() ? "union " : "struct ") + type.name();
                out.printf("_Static_assert(sizeof(%s) == %d, \"%s\");%n", name, type.size(), name);
                for (MemberLookup.Found member : MemberLookup.all(btf, id)) {
                    if (member.bitfieldBits() == 0) {
                        checks += 2;
                        String path = name + "." + member.name();
                        long offset = member.bitOffset() / 8;
                        out.printf(
                                "_Static_assert(__builtin_offsetof(%s, %s) == %d, \"%s\");%n",
                                name, member.name(), offset, path);
                        out.printf(
                                "_Static_assert(sizeof(((%s *)0)->%s) == %d, \"size of %s\");%n",
                                name, member.name(), btf.sizeOf(member.type()), path);
                    }
                }
            }
        }
        return checks;
    }

    private static boolean isUnique(Btf btf, String name) {
        return Stream.of(BtfKind.STRUCT, BtfKind.UNION, BtfKind.ENUM)
                        .mapToInt(kind -> btf.findEssential(kind, name).size())
                        .sum()
                == 1;
    }

    @Test
    void areTheSameEveryTime() {
        Btf btf = Kernels.byName("5.10-amd64").btf();
        StringBuilder first = new StringBuilder();
        StringBuilder second = new StringBuilder();

        BtfPrinter.of(btf).printHeader(first::append);
        BtfPrinter.of(btf).printHeader(second::append);

        assertThat(second.toString()).isEqualTo(first.toString());
    }
}
