// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.input.InputFile;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --probe DEFINITION}, the same everywhere. */
final class ProbeOptions {
    @Option(
            names = "--probe",
            paramLabel = "DEFINITION",
            description = "What to fetch where, such as 'vfs_read(file->f_pos)'; @FILE has one a line; repeatable.")
    private List<String> given = List.of();

    /** The definitions, files read: without blank lines and those that start with {@code #}. */
    List<String> definitions() {
        List<String> definitions = new ArrayList<>();
        for (String word : given) {
            if (word.startsWith("@")) {
                for (String line : InputFile.lines(InputFile.path(word.substring(1)))) {
                    if (!line.isBlank() && !line.startsWith("#")) {
                        definitions.add(line.strip());
                    }
                }
            } else {
                definitions.add(word);
            }
        }
        return definitions;
    }
}
