// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TerminalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Terminal terminal(boolean watched, int columns) {
        return new Terminal(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                watched,
                watched,
                columns,
                Map.of("NO_COLOR", "1"));
    }

    @Nested
    class Tables {
        @Test
        void alignNumbersToTheRight() {
            TextTable table = new TextTable("program", "#slots");
            table.row("on_open", "7");
            table.row("on_very_long", "1024");

            table.print(terminal(false, 0));

            assertThat(out.toString(StandardCharsets.UTF_8))
                    .isEqualTo("program       slots\non_open           7\non_very_long   1024\n");
        }

        @Test
        void areCutToTheWidthOfATerminal() {
            TextTable table = new TextTable("name", "text");
            table.row("a", "x".repeat(100));

            table.print(terminal(true, 40));

            assertThat(out.toString(StandardCharsets.UTF_8).lines())
                    .last()
                    .isEqualTo("a     " + "x".repeat(31) + "...");
        }

        @Test
        void areNeverCutInAPipe() {
            TextTable table = new TextTable("name", "text");
            table.row("a", "x".repeat(1000));

            table.print(terminal(false, 40));

            assertThat(out.toString(StandardCharsets.UTF_8)).contains("x".repeat(1000));
        }
    }

    @Nested
    class TheProgressLine {
        private long now;

        @Test
        void waitsForASecond() {
            Progress progress = Progress.on(terminal(true, 80), () -> now);

            now = 999_999_999;
            progress.at("kernel", 1, 2);

            assertThat(err.size()).isZero();
        }

        @Test
        void isRewrittenInPlaceAndWipedAtTheEnd() {
            try (Progress progress = Progress.on(terminal(true, 80), () -> now)) {
                now = 1_000_000_000;
                progress.at("first", 1, 2);
                now = 1_200_000_000;
                progress.at("second", 2, 2);
            }

            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo("\r\u001b[K1/2  first\r\u001b[K2/2  second\r\u001b[K");
        }

        @Test
        void staysAwayWhereNobodyWatches() {
            try (Progress progress = Progress.on(terminal(false, 0), () -> now)) {
                now = 5_000_000_000L;
                progress.at("first", 1, 2);
            }

            assertThat(err.size()).isZero();
        }
    }

    @Nested
    class FailingOutput {
        @Test
        void ofAClosedPipeEndsQuietly() {
            CommandRun run = withOutput("Broken pipe");

            assertThat(run).isEqualTo(new CommandRun(ExitCode.OUTPUT_CLOSED.number(), "", ""));
        }

        @Test
        void ofAFullDiskIsAnError() {
            CommandRun run = withOutput("No space left on device");

            assertThat(run)
                    .isEqualTo(new CommandRun(
                            ExitCode.ENVIRONMENT.number(),
                            "",
                            "error: cannot write to standard output: No space left on device\n"));
        }

        private CommandRun withOutput(String failure) {
            OutputStream failing = new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    throw new IOException(failure);
                }
            };
            Terminal terminal = new Terminal(
                    InputStream.nullInputStream(),
                    StandardOutput.over(failing),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    false,
                    false,
                    0,
                    Map.of());
            int code = Main.run(List.of("features", "--list"), terminal);
            return new CommandRun(code, "", err.toString(StandardCharsets.UTF_8));
        }
    }
}
