// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code explain} as users see it; the logs are what Linux 6.18 wrote about the programs of {@code refused.bpf.c}. */
class ExplainCommandTest {
    private static final String FOLDER = "src/test/resources/verify/";
    private static final String OBJECT = FOLDER + "refused.bpf.o";
    private static final String LOG = FOLDER + "goes_one_too_far.log";

    @TestFactory
    Stream<DynamicTest> printsAsRecorded() {
        return Stream.of(
                golden("explain", LOG, OBJECT),
                golden("explain-log-alone", LOG),
                golden("explain-json", "--pretty", LOG, OBJECT),
                golden("error-explain-no-log", OBJECT),
                golden("error-explain-program", LOG, OBJECT, "--program", "goes_one_to_far"));
    }

    private static DynamicTest golden(String name, String... arguments) {
        String[] words =
                Stream.concat(Stream.of("explain"), Stream.of(arguments)).toArray(String[]::new);
        return DynamicTest.dynamicTest(
                name,
                () -> Golden.assertMatches("cli/" + name, CommandRun.of(words).transcript()));
    }

    @Test
    void takesLogAndObjectInEitherOrder() {
        assertThat(CommandRun.of("explain", OBJECT, LOG)).isEqualTo(CommandRun.of("explain", LOG, OBJECT));
    }

    @Test
    void findsTheProgramByItsInstructionsIfTheLogDoesNotNameIt() throws IOException {
        String bare = Files.readString(Path.of(LOG)).replaceAll("(?m)^libbpf.*\n", "");

        CommandRun run = new CommandRun.Setting().input(bare).run("explain", "-", OBJECT);

        assertThat(run.out()).startsWith("program 'goes_one_too_far' (kprobe/vfs_read) was refused\n");
    }

    @Test
    void saysThatNoProgramHasTheseInstructions() {
        CommandRun run = CommandRun.of("explain", LOG, "../examples/fileio.bpf.o");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("the program was refused\n");
        assertThat(run.err()).contains("no program of ../examples/fileio.bpf.o has these instructions");
    }

    @Test
    void aLogWithoutARefusalIsNothingToExplain() {
        CommandRun run = new CommandRun.Setting()
                .input("0: (b7) r0 = 0\n1: (95) exit\nprocessed 2 insns (limit 1000000)\n")
                .run("explain", "-");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOTHING_RAN.number());
        assertThat(run.err()).isEqualTo("the log does not end with a refusal, after 2 instructions\n");
    }

    @Test
    void paintsOnTerminalsOnly() {
        assertThat(new CommandRun.Setting().onTerminal(80).run("explain", LOG).out())
                .contains("\u001b[31m");
        assertThat(CommandRun.of("explain", LOG).out()).doesNotContain("\u001b");
    }
}
