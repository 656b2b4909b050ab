// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The command line run once in this JVM: what a user sees of it. */
record CommandRun(int exitCode, String out, String err) {

    /** Piped: no terminal anywhere. */
    static CommandRun of(String... arguments) {
        return new Setting().run(arguments);
    }

    /** Other surroundings than a pipe. */
    static final class Setting {
        private boolean outIsTerminal;
        private boolean errIsTerminal;
        private int columns;
        private String input = "";
        private Map<String, String> environment = Map.of();

        Setting onTerminal(int width) {
            outIsTerminal = true;
            errIsTerminal = true;
            columns = width;
            return this;
        }

        Setting environment(String name, String value) {
            environment = Map.of(name, value);
            return this;
        }

        Setting input(String text) {
            input = text;
            return this;
        }

        CommandRun run(String... arguments) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Terminal terminal = new Terminal(
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                    StandardOutput.over(out),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    outIsTerminal,
                    errIsTerminal,
                    columns,
                    environment);
            int exitCode = Main.run(List.of(arguments), terminal);
            return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }

    /** Everything, in the form of the golden files. */
    String transcript() {
        return "exit code " + exitCode + "\n--- stdout\n" + out + "--- stderr\n" + err;
    }
}
