// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.ProgramCoverage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The lines of each program's source, as the compiler left them in the object: how often each was executed in all scenarios. */
final class CoverageSection {
    private static final Comparator<ProgramCoverage.SourceLine> ORDER = Comparator.comparing(
                    ProgramCoverage.SourceLine::file)
            .thenComparingInt(ProgramCoverage.SourceLine::number)
            .thenComparing(ProgramCoverage.SourceLine::text);

    private CoverageSection() {}

    private record Program(String object, String name) {}

    static void write(List<FileResults> files, Html html) {
        Map<Program, Map<ProgramCoverage.SourceLine, Long>> programs =
                new TreeMap<>(Comparator.comparing(Program::object).thenComparing(Program::name));
        files.stream()
                .flatMap(file -> file.results().stream())
                .flatMap(result -> result.coverage().stream())
                .forEach(coverage -> {
                    Map<ProgramCoverage.SourceLine, Long> lines = programs.computeIfAbsent(
                            new Program(coverage.object(), coverage.program()), key -> new TreeMap<>(ORDER));
                    for (int i = 0; i < coverage.executed().length; i++) {
                        lines.merge(coverage.lines().get(i), coverage.executed()[i], Long::sum);
                    }
                });
        if (programs.isEmpty()) {
            return;
        }
        html.open("section", "id", "coverage").element("h2", "Lines of source");
        html.element(
                "p",
                "How often each line was begun, in all scenarios on all kernels together. Lines that the compiler made no"
                        + " instructions of are not here.",
                "class",
                "faint");
        programs.forEach((program, lines) -> program(program, lines, html));
        html.close();
    }

    private static void program(Program program, Map<ProgramCoverage.SourceLine, Long> lines, Html html) {
        long reached = lines.values().stream().filter(count -> count > 0).count();
        html.open("details", "class", reached == lines.size() ? "program whole" : "program part");
        html.open("summary").element("code", program.name()).text(" " + reached + " of " + lines.size() + " lines ");
        html.empty(
                "meter",
                "min",
                "0",
                "max",
                Integer.toString(lines.size()),
                "value",
                Long.toString(reached),
                "aria-label",
                "lines reached");
        html.element("span", " " + program.object(), "class", "faint place").close();
        html.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", "lines of " + program.name())
                .open("table", "class", "source");
        String file = "";
        int before = 0;
        for (Map.Entry<ProgramCoverage.SourceLine, Long> entry : lines.entrySet()) {
            ProgramCoverage.SourceLine line = entry.getKey();
            if (!line.file().equals(file)) {
                html.open("tr")
                        .element("th", line.file(), "colspan", "3", "class", "file")
                        .close();
                file = line.file();
            } else if (line.number() > before + 1) {
                html.open("tr", "class", "left-out")
                        .element("td", "⋮", "colspan", "3")
                        .close();
            }
            before = line.number();
            boolean never = entry.getValue() == 0;
            html.open("tr", "class", never ? "never" : "reached")
                    .element("td", Integer.toString(line.number()), "class", "number")
                    .element("td", never ? "never" : entry.getValue() + "×", "class", "count")
                    .element("td", line.text(), "class", "code")
                    .close();
        }
        html.close().close().close();
    }
}
