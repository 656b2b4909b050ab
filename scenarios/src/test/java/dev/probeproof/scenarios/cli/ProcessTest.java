// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What only a process of its own can show. */
class ProcessTest {
    private static final Path FULL = Path.of("/dev/full");

    @Test
    void printsTheSameAsInThisJvm() throws Exception {
        CommandRun here = CommandRun.of("features", "--list");

        assertThat(new ChildJvm().run("features", "--list")).isEqualTo(here);
    }

    @Test
    void exitCodeReachesTheSystem() throws Exception {
        assertThat(new ChildJvm().run("chekc").exitCode()).isEqualTo(2);
    }

    @Test
    void readerWhoLeavesEndsItQuietly() throws IOException, InterruptedException {
        Path definitions = Files.createTempFile("probes", ".txt");
        Files.writeString(definitions, "vfs_read(count)\n".repeat(5000));
        Process process = new ChildJvm()
                .builder("dump", "probes", "--json", "--probe", "@" + definitions)
                .start();

        try (InputStream out = process.getInputStream()) {
            assertThat(out.read()).isEqualTo('{');
        }

        assertThat(ChildJvm.exitCode(process)).isEqualTo(ExitCode.OUTPUT_CLOSED.number());
        assertThat(process.getErrorStream().readAllBytes()).isEmpty();
        Files.delete(definitions);
    }

    @Test
    void fullDiskIsNoSuccess() throws IOException, InterruptedException {
        assumeThat(Files.exists(FULL)).as("this system has no /dev/full").isTrue();

        Process process = new ChildJvm()
                .builder("features", "--list")
                .redirectOutput(new File(FULL.toString()))
                .start();

        assertThat(new String(process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("error: cannot write to standard output: ");
        assertThat(ChildJvm.exitCode(process)).isEqualTo(ExitCode.ENVIRONMENT.number());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill(1) to send the signal with")
    void interruptionFromTheKeyboardIsExitCode130() throws IOException, InterruptedException {
        // Waits for a line of its own input, so it is certainly still running.
        Process process = new ChildJvm()
                .builder("dump", "probes", "--probe", "@/dev/stdin")
                .start();
        assumeThat(ignoresInterrupts(process))
                .as("these tests were started with interrupts ignored, as in the background of a script")
                .isFalse();

        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

        assertThat(ChildJvm.exitCode(process)).isEqualTo(ExitCode.INTERRUPTED.number());
    }

    /** A JVM does not touch a signal that was ignored when it started. */
    private static boolean ignoresInterrupts(Process process) throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }
}
