// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;

/**
 * One command. Its options are fields that picocli fills; the class is made only when the command was typed, so what
 * it imports costs the others nothing. To add one: the class, and its line in {@link Commands}.
 */
interface Command {
    /**
     * Does it. Results go to standard output, talk to standard error; what goes wrong is thrown, and {@link Failure}
     * tells it.
     */
    ExitCode run(Terminal terminal) throws IOException;

    /**
     * Takes the present word of a plain command line, and its value if it has one: the same options and parameters that
     * the annotations tell picocli, for those commands that are to start at once.
     *
     * @return false to leave the whole line to picocli
     */
    default boolean take(PlainLine line) {
        return false;
    }
}
