// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What users rely on: output, messages and exit codes. The long texts are golden files. */
class CommandLineTest {
    private static final String OBJECTS = "../loader/src/test/resources/objects/";
    private static final String OPENAT = "../examples/openat.bpf.o";
    private static final String SLEEPERS = "../examples/sleepers.bpf.o";

    private record Case(String name, List<String> words) {
        static Case of(String name, String... words) {
            return new Case(name, List.of(words));
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>(List.of(
                Case.of("greeting"),
                Case.of("help", "--help"),
                Case.of("features-list", "features", "--list"),
                Case.of("features-list-json", "features", "--list", "--pretty"),
                Case.of("dump-elf", "dump", "elf", OPENAT),
                Case.of("dump-object", "dump", "object", OPENAT),
                Case.of("dump-object-struct-ops", "dump", "object", OBJECTS + "struct_ops.clang-19.el.o"),
                Case.of(
                        "dump-object-struct-ops-json",
                        "dump",
                        "object",
                        OBJECTS + "struct_ops.clang-19.eb.o",
                        "--pretty"),
                Case.of("dump-object-arena", "dump", "object", OBJECTS + "arena.clang-19.el.o"),
                Case.of("dump-object-jumps", "dump", "object", OBJECTS + "jumps.clang-19.el.o"),
                Case.of("dump-object-notes", "dump", "object", OBJECTS + "layout.clang-19.el.o"),
                Case.of("dump-relocated", "dump", "relocated", OPENAT),
                Case.of("dump-probes", "dump", "probes", OPENAT, "-k", "5.10-amd64", "-k", "6.12-arm64"),
                Case.of("dump-probes-json", "dump", "probes", OPENAT, "-k", "6.12-arm64", "--json"),
                Case.of("dump-relocated-core", "dump", "relocated", SLEEPERS, "-k", "5.10-amd64"),
                Case.of("dump-instances", "dump", "instances", OPENAT, "--kernel", "6.1-amd64"),
                Case.of("dump-image", "dump", "image", OPENAT, "--kernel", "6.1-amd64"),
                Case.of("btf-print", "btf", "print", "6.1-amd64", "struct qspinlock", "vfs_read"),
                Case.of("btf-print-only", "btf", "print", "6.12-arm64", "struct path", "--only", "--offsets"),
                Case.of("btf-print-json", "btf", "print", "6.12-arm64", "enum pid_type", "--only", "--pretty"),
                Case.of("btf-diff", "btf", "diff", "5.10-amd64", "7.2-amd64", "struct path", "struct file", "vfs_read"),
                Case.of(
                        "btf-diff-json",
                        "btf",
                        "diff",
                        "5.10-amd64",
                        "7.2-amd64",
                        "struct qstr",
                        "vfs_open",
                        "--pretty"),
                Case.of("btf-diff-none", "btf", "diff", "6.12-amd64", "6.12-arm64", "struct path"),
                Case.of("btf-diff-object", "btf", "diff", "5.10-amd64", "7.2-amd64", "--object", OPENAT),
                Case.of("error-btf-name", "btf", "print", "6.1-amd64", "struct fil"),
                Case.of("error-btf-word", "btf", "minimise"),
                Case.of("error-btf-keep", "btf", "minimize", "6.1-amd64", "-o", "nowhere.btf"),
                Case.of("help-btf-print", "btf", "print", "--help"),
                Case.of("help-btf-diff", "btf", "diff", "--help"),
                Case.of("help-btf-minimize", "btf", "minimize", "--help"),
                Case.of("error-unknown-command", "chekc"),
                Case.of("error-unknown-command-json", "chekc", "--json"),
                Case.of("error-unknown-option", "features", "--lst"),
                Case.of("error-unknown-stage", "dump", "objekt", OPENAT),
                Case.of("error-unknown-kernel", "dump", "probes", "--probe", "vfs_read(pos)", "-k", "6.12"),
                Case.of("error-unknown-member", "dump", "probes", "--probe", "vfs_read(file->f_poss)"),
                Case.of("error-probe-syntax", "dump", "probes", "--probe", "vfs_read(file->)"),
                Case.of("error-color", "features", "--list", "--color", "blue"),
                Case.of("error-no-object", "check"),
                Case.of("error-no-such-object", "nothing-there.bpf.o")));
        for (String command : Commands.NAMES) {
            cases.add(Case.of("help-" + command, command, "--help"));
        }
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> printsAsRecorded() {
        return cases().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.name(),
                        () -> Golden.assertMatches(
                                "cli/" + one.name(),
                                CommandRun.of(one.words().toArray(String[]::new))
                                        .transcript())));
    }

    @Test
    void versionNamesProductAndJava() {
        CommandRun run = CommandRun.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("probeproof \\d+\\.\\d+\\.\\d+\\S*, Java .+\n");
    }

    @Test
    void completionScriptKnowsEveryCommand() {
        CommandRun run = CommandRun.of("generate-completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(Commands.NAMES).contains("--kernel").doesNotContain("\r");
    }

    @Test
    void jsonOptionMayStandBeforeTheCommand() {
        assertThat(CommandRun.of("--json", "features", "--list").out()).startsWith("{\"schemaVersion\":1,");
    }

    @Test
    void everyHelpHasAnExample() {
        for (String command : Commands.NAMES) {
            assertThat(CommandRun.of(command, "--help").out())
                    .contains("\nExample")
                    .contains("  probeproof " + command);
        }
    }

    @Nested
    class ProbeFiles {
        @TempDir
        Path folder;

        @Test
        void haveOneDefinitionALineWithAnyLineEnds() throws IOException {
            Path file = folder.resolve("probes.txt");
            Files.writeString(file, "# two of them\r\nvfs_read(count)\r\n\r\nvfs_read(pos)\n");

            CommandRun run = CommandRun.of("dump", "probes", "--json", "--probe", "@" + file);

            assertThat(run.exitCode()).isZero();
            assertThat(run.out().lines())
                    .satisfiesExactly(
                            line -> assertThat(line).contains("\"expr\":\"vfs_read(count)\""),
                            line -> assertThat(line).contains("\"expr\":\"vfs_read(pos)\""));
        }

        @Test
        void withABadLineStillAnswerTheOthers() throws IOException {
            Path file = folder.resolve("probes.txt");
            Files.writeString(file, "vfs_read(count)\nvfs_read(file->)\nvfs_read(pos)\n");

            CommandRun run = CommandRun.of("dump", "probes", "--json", "--probe", "@" + file);

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
            assertThat(run.out().lines()).hasSize(3);
        }
    }

    @Nested
    class BadInput {
        @TempDir
        Path folder;

        @Test
        void cutObjectIsRefusedInOneSentence() throws IOException {
            byte[] whole = Files.readAllBytes(Path.of(OPENAT));
            Path cut = folder.resolve("cut.bpf.o");
            Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));

            CommandRun run = CommandRun.of("dump", "object", cut.toString());

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("error: " + cut).hasLineCount(1);
        }

        @Test
        void doesNotHideTheFilesBehindIt() throws IOException {
            Path bad = Files.writeString(folder.resolve("bad.o"), "no object");

            CommandRun run = CommandRun.of("dump", "relocated", bad.toString(), OPENAT, "-k", "6.1-amd64");

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
            assertThat(run.err()).startsWith("error: " + bad);
            assertThat(run.out()).startsWith(OPENAT + " on 6.1-amd64\n");
        }

        @Test
        void damagedBytesEndInAnAnswerOrARefusal() throws IOException {
            byte[] whole = Files.readAllBytes(Path.of(OPENAT));
            Path file = folder.resolve("damaged.bpf.o");
            for (int at = 0; at < whole.length; at += 37) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) 0xff;
                Files.write(file, damaged);

                CommandRun run = CommandRun.of("dump", "object", file.toString());

                assertThat(run.exitCode()).as("byte %d: %s", at, run.err()).isIn(0, 2);
            }
        }

        @Test
        void errorsAreObjectsWithJson() {
            CommandRun run = CommandRun.of("dump", "elf", folder.toString(), "--json");

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
            assertThat(run.err()).isEmpty();
            assertThat(run.out())
                    .startsWith("{\"schemaVersion\":1,\"error\":{\"exitCode\":2,\"kind\":\"unreadable-file\",")
                    .contains("it is a directory");
        }
    }

    @Nested
    class Colours {
        private static final String ESCAPE = "\u001b[";

        @Test
        void appearOnATerminal() {
            assertThat(new CommandRun.Setting()
                            .onTerminal(80)
                            .run("features", "--list")
                            .out())
                    .contains(ESCAPE);
        }

        @Test
        void stayAwayFromAPipe() {
            assertThat(CommandRun.of("features", "--list").out()).doesNotContain(ESCAPE);
        }

        @Test
        void respectNoColor() {
            assertThat(new CommandRun.Setting()
                            .onTerminal(80)
                            .environment("NO_COLOR", "1")
                            .run("features", "--list")
                            .out())
                    .doesNotContain(ESCAPE);
        }

        @Test
        void canBeForcedByTheEnvironment() {
            assertThat(new CommandRun.Setting()
                            .environment("CLICOLOR_FORCE", "1")
                            .run("features", "--list")
                            .out())
                    .contains(ESCAPE);
        }

        @Test
        void followTheOptionBeforeTheEnvironment() {
            CommandRun.Setting noColor = new CommandRun.Setting().environment("NO_COLOR", "1");

            assertThat(noColor.run("features", "--list", "--color=always").out())
                    .contains(ESCAPE);
        }
    }
}
