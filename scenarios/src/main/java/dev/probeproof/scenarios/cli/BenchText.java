// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.bench.EngineKind;
import dev.probeproof.scenarios.bench.Figures;
import dev.probeproof.scenarios.bench.ProgramFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/** Figures for people: a row for each program, and the means of the ratios. */
final class BenchText {
    private static final String NOTHING = "-";

    private final List<ProgramFigures> figures;
    private final Terminal terminal;

    private BenchText(List<ProgramFigures> figures, Terminal terminal) {
        this.figures = figures;
        this.terminal = terminal;
    }

    /** @param notes of the whole machine */
    static void print(List<ProgramFigures> figures, List<String> notes, Terminal terminal) {
        BenchText text = new BenchText(figures, terminal);
        text.table();
        text.talk(notes);
    }

    private void table() {
        List<ProgramFigures> measured =
                figures.stream().filter(program -> !program.engines().isEmpty()).toList();
        if (measured.isEmpty()) {
            return;
        }
        TextTable table = new TextTable(
                "program",
                "#insns",
                "#interpreter ns",
                "#compiler ns",
                "#kernel ns",
                "#compiler/interpreter",
                "#compiler/kernel",
                "#replays/s",
                "spread");
        for (ProgramFigures program : measured) {
            table.row(List.of(
                    program.name(),
                    Long.toString(program.executedInstructions()),
                    nanos(program, EngineKind.INTERPRETER),
                    nanos(program, EngineKind.COMPILER),
                    nanos(program, EngineKind.KERNEL),
                    ratio(ratio(program, EngineKind.COMPILER, EngineKind.INTERPRETER)),
                    ratio(ratio(program, EngineKind.COMPILER, EngineKind.KERNEL)),
                    replays(program),
                    spread(program)));
        }
        if (measured.size() > 1) {
            table.row(List.of(
                    "geometric mean",
                    "",
                    "",
                    "",
                    "",
                    ratio(mean(measured, EngineKind.COMPILER, EngineKind.INTERPRETER)),
                    ratio(mean(measured, EngineKind.COMPILER, EngineKind.KERNEL)),
                    "",
                    ""));
        }
        table.print(terminal);
    }

    /** What is missing and why is talk; what is wrong is an error. */
    private void talk(List<String> notes) {
        notes.forEach(note -> terminal.err().print("note: " + note + "\n"));
        for (ProgramFigures program : figures) {
            program.notes().forEach(note -> terminal.err().print("note: " + program.name() + ": " + note + "\n"));
            program.problems()
                    .forEach(problem -> terminal.err().print("error: " + program.name() + ": " + problem + "\n"));
        }
    }

    private static Optional<Figures> of(ProgramFigures program, EngineKind engine) {
        return Optional.ofNullable(program.engines().get(engine));
    }

    private static String nanos(ProgramFigures program, EngineKind engine) {
        return of(program, engine)
                .map(figures -> String.format(Locale.ROOT, "%.1f", figures.nanosPerRun()))
                .orElse(NOTHING);
    }

    private static OptionalDouble ratio(ProgramFigures program, EngineKind of, EngineKind to) {
        Map<EngineKind, Figures> engines = program.engines();
        return engines.containsKey(of) && engines.containsKey(to)
                ? OptionalDouble.of(
                        engines.get(of).nanosPerRun() / engines.get(to).nanosPerRun())
                : OptionalDouble.empty();
    }

    private static OptionalDouble mean(List<ProgramFigures> programs, EngineKind of, EngineKind to) {
        List<Double> logarithms = new ArrayList<>();
        for (ProgramFigures program : programs) {
            ratio(program, of, to).ifPresent(ratio -> logarithms.add(Math.log(ratio)));
        }
        return logarithms.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.exp(logarithms.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow()));
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? String.format(Locale.ROOT, "%.3f", ratio.getAsDouble()) : NOTHING;
    }

    /** Of the faster emulation: reset and collection of the result are part of a run there. */
    private static String replays(ProgramFigures program) {
        return of(program, EngineKind.COMPILER)
                .or(() -> of(program, EngineKind.INTERPRETER))
                .map(figures -> String.format(Locale.ROOT, "%,.0f", figures.runsPerSecond()))
                .orElse(NOTHING);
    }

    private static String spread(ProgramFigures program) {
        StringJoiner spreads = new StringJoiner(" ");
        program.engines()
                .values()
                .forEach(figures -> spreads.add(String.format(Locale.ROOT, "%.2f", figures.spread())));
        return spreads.toString();
    }
}
