// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code fit} as users see it; what it finds out is tested in {@code scenarios.fit}. */
class FitCommandTest {
    private static final String FOLDER = "src/test/resources/fit/";
    private static final List<String> KERNELS = List.of("-k", "5.10-amd64", "-k", "6.1-amd64", "-k", "7.2-amd64");

    @TempDir
    private Path folder;

    private static String object(String name) {
        return FOLDER + name + ".bpf.o";
    }

    private static String[] words(List<String> more, String... first) {
        List<String> words = new ArrayList<>(List.of("fit"));
        words.addAll(List.of(first));
        words.addAll(more);
        return words.toArray(String[]::new);
    }

    private static String[] all(String... options) {
        List<String> words = new ArrayList<>(List.of("fields", "fresh", "helpers", "kfuncs", "targets").stream()
                .map(FitCommandTest::object)
                .toList());
        words.addAll(List.of(options));
        return words(KERNELS, words.toArray(String[]::new));
    }

    @TestFactory
    Stream<DynamicTest> printsAsRecorded() {
        return Stream.of(
                golden("fit", all()),
                golden("fit-notes", all("--notes")),
                golden("fit-json", words(List.of("-k", "5.10-amd64", "--pretty"), object("fields"), object("helpers"))),
                golden("fit-program", words(KERNELS, object("fields"), "--program", "asks_for_state")),
                golden("error-fit-program", words(KERNELS, object("fields"), "--program", "ask_for_state")));
    }

    private static DynamicTest golden(String name, String[] words) {
        return DynamicTest.dynamicTest(
                name,
                () -> Golden.assertMatches("cli/" + name, CommandRun.of(words).transcript()));
    }

    @Test
    void numbersTheKernelsWhereTheirNamesDoNotFit() {
        CommandRun run = new CommandRun.Setting().onTerminal(40).run(all("--color=never"));

        assertThat(run.out())
                .startsWith("object")
                .containsPattern("object +\\[1\\] +\\[2\\] +\\[3\\] +from\n")
                .contains("  [3] is 7.2-amd64\n");
        assertThat(run.out().lines().findFirst().orElseThrow().length()).isLessThanOrEqualTo(60);
    }

    @Test
    void allThatFitIsExitCode0() {
        CommandRun run = CommandRun.of("fit", object("fields"), "-k", "7.2-amd64");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).endsWith("1 fit, 0 do not (1 object on 1 kernel)\n");
    }

    @Test
    void anythingThatDoesNotIsExitCode1() {
        assertThat(CommandRun.of("fit", object("fields"), "-k", "5.10-amd64").exitCode())
                .isEqualTo(ExitCode.FAILED.number());
    }

    @Test
    void badFileIsARowOfItsOwnAndExitCode2() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.o"), "no object");

        CommandRun run = CommandRun.of("fit", bad.toString(), object("fields"), "-k", "7.2-amd64");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.out())
                .contains("not read: " + bad)
                .endsWith("1 fit, 0 do not, 1 not read (2 objects on 1 kernel)\n");
    }

    @Test
    void unknownKernelIsRefusedAsEverywhere() {
        CommandRun run = CommandRun.of("fit", object("fields"), "-k", "7.3-amd64");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).startsWith("error: unknown kernel '7.3-amd64'").contains("did you mean 7.2-amd64");
    }
}
