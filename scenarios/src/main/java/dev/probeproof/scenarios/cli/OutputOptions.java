// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command: before or after its name. */
final class OutputOptions {
    @Option(
            names = {"-j", "--json"},
            scope = ScopeType.INHERIT,
            description = "Results and errors as JSON on standard output.")
    private boolean json;

    @Option(
            names = {"-p", "--pretty"},
            scope = ScopeType.INHERIT,
            description = "The same JSON, indented.")
    private boolean pretty;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            converter = ColorMode.Converter.class,
            scope = ScopeType.INHERIT,
            description = "auto, always or never; auto heeds NO_COLOR and CLICOLOR_FORCE.")
    private ColorMode color = ColorMode.AUTO;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    /** Those that need no conversion; {@code --color} and {@code --help} are left to picocli. */
    boolean take(PlainLine line) {
        switch (line.option()) {
            case "-j", "--json" -> json = line.flag(json);
            case "-p", "--pretty" -> pretty = line.flag(pretty);
            default -> {
                return false;
            }
        }
        return true;
    }

    boolean json() {
        return json || pretty;
    }

    boolean pretty() {
        return pretty;
    }

    ColorMode color() {
        return color;
    }
}
