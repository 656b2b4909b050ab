// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.dwarf.CompilationUnit;
import dev.probeproof.loader.dwarf.DebugFunction;
import dev.probeproof.loader.dwarf.LineFile;
import dev.probeproof.loader.dwarf.SourcePaths;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds lines by their text, as perf's {@code ;PATTERN} does: the whole line has to match, and blanks do not count. */
final class LinePattern {
    private final ProbePlace.SourcePattern place;
    private final ProbeDefinition definition;
    private final DebugTarget target;
    private final FunctionGlob glob;
    private final Map<String, List<Integer>> known = new LinkedHashMap<>();

    LinePattern(ProbePlace.SourcePattern place, ProbeDefinition definition, DebugTarget target) {
        this.place = place;
        this.definition = definition;
        this.target = target;
        this.glob = new FunctionGlob(withoutBlanks(place.pattern()));
    }

    /**
     * A line that matches.
     *
     * @param file as debug information names it
     * @param line from 1
     */
    record Match(String file, int line) {}

    /** In every file that the place names, by the end of its path. */
    List<Match> ofFile() {
        List<Match> matches = new ArrayList<>();
        boolean named = false;
        for (CompilationUnit unit : target.info().units()) {
            if (unit.lines().isEmpty()) {
                continue;
            }
            for (LineFile file : unit.lines().get().files()) {
                if (SourcePaths.endsWith(file.path(), place.file())) {
                    named = true;
                    add(file.path(), unit, matches);
                }
            }
        }
        if (!named) {
            throw failure("no code was made of a file " + place.file(), "");
        }
        return matches;
    }

    /** In the file that a function is declared in. */
    List<Match> ofFunction(DebugFunction function) {
        List<Match> matches = new ArrayList<>();
        Optional<String> file = function.file();
        if (file.isPresent()) {
            add(file.get(), function.unit(), matches);
        }
        return matches;
    }

    private void add(String file, CompilationUnit unit, List<Match> matches) {
        List<Integer> lines = known.get(file);
        if (lines == null) {
            lines = matching(text(file, unit));
            known.put(file, lines);
        }
        lines.forEach(line -> matches.add(new Match(file, line)));
    }

    private List<String> text(String file, CompilationUnit unit) {
        Optional<List<String>> text;
        try {
            text = target.sources().lines(file, unit);
        } catch (IOException e) {
            throw failure("the source file " + file + " cannot be read: " + e.getMessage(), "");
        }
        return text.orElseThrow(() -> failure(
                "lines are found by their text, and the source file " + file + " is not here",
                "give the directory that the sources lie below: --source DIR"));
    }

    private List<Integer> matching(List<String> text) {
        List<Integer> lines = new ArrayList<>();
        for (int i = 0; i < text.size(); i++) {
            if (glob.matches(withoutBlanks(text.get(i)))) {
                lines.add(i + 1);
            }
        }
        return lines;
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s", "");
    }

    private ProbeResolutionException failure(String problem, String hint) {
        return new ProbeResolutionException(
                Reason.NEEDS_DEBUG_INFORMATION,
                place.toString(),
                target.name(),
                definition.text(),
                place.column(),
                problem,
                List.of(),
                hint);
    }
}
