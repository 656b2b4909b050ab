// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

/**
 * What the exit code of the process says. The numbers are an interface (docs/cli.md): none changes its meaning. They
 * stand in the order of their gravity.
 */
enum ExitCode {
    /** Everything that was asked for holds. */
    OK(0),
    /** Something was disproved, rejected or failed. */
    FAILED(1),
    /** Wrong usage, or input that cannot be read. */
    USAGE(2),
    /** There was nothing to do, so nothing was shown to hold. */
    NOTHING_RAN(3),
    /** This machine cannot: a permission, a kernel feature, memory or a program is missing. */
    ENVIRONMENT(4),
    /** A defect of probeproof. */
    INTERNAL(70),
    /** Interrupted from the keyboard; the JVM itself exits with it. */
    INTERRUPTED(130),
    /** The reader of standard output has gone, as every program that SIGPIPE ends says it. */
    OUTPUT_CLOSED(141);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Of two parts of one command: the graver of their codes. */
    ExitCode or(ExitCode other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
