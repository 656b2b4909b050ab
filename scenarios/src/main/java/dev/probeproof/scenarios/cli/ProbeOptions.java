// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.probe.ProbeNotation;
import dev.probeproof.scenarios.check.Preflight;
import dev.probeproof.scenarios.input.InputFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** {@code --probe DEFINITION}, the same everywhere. */
final class ProbeOptions {
    /** {@code PROGRAM=DEFINITION}: a label inside the parentheses also has an equals sign, so none may come before. */
    private static final String FOR_PROGRAM = "([A-Za-z_]\\w*)=(?!=)([^=(]+(\\(.*)?)";

    @Option(
            names = "--probe",
            paramLabel = "DEFINITION",
            description = "What to fetch where, such as 'vfs_read(file->f_pos)'; @FILE has one a line; repeatable.")
    private List<String> given = List.of();

    boolean take(PlainLine line) {
        if (!line.option().equals("--probe")) {
            return false;
        }
        given = line.value(given);
        return true;
    }

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

    /**
     * The same, each for one program or for all.
     *
     * @throws dev.probeproof.loader.definition.ProbeSyntaxException if one is no definition: told before anything runs
     */
    List<Preflight.ProgramProbe> forPrograms() {
        List<Preflight.ProgramProbe> probes = new ArrayList<>();
        if (given.isEmpty()) {
            return probes;
        }
        // Not a constant: most command lines give none, and have no time for it.
        Pattern programAndDefinition = Pattern.compile(FOR_PROGRAM);
        for (String text : definitions()) {
            Matcher forProgram = programAndDefinition.matcher(text);
            Preflight.ProgramProbe probe = forProgram.matches()
                    ? new Preflight.ProgramProbe(forProgram.group(1), forProgram.group(2))
                    : new Preflight.ProgramProbe("", text);
            ProbeNotation.readAny(probe.definition());
            probes.add(probe);
        }
        return probes;
    }
}
