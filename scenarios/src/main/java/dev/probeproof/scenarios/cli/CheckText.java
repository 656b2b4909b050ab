// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.check.CheckReport;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** A check for people: a table of instances and kernels, then what differed, then one line. */
final class CheckText {
    private CheckText() {}

    static void print(CheckReport report, Terminal terminal) {
        table(report, terminal);
        trials(report, terminal);
        for (CheckReport.Row row : report.rows()) {
            for (CheckReport.Finding finding : row.findings()) {
                terminal.out().print("\n" + finding(row, finding, terminal));
            }
        }
        for (CheckReport.Problem problem : report.problems()) {
            terminal.out().print("\n" + problem(problem, terminal));
        }
        unproved(report, terminal);
        assumed(report, terminal);
        notJudged(report, terminal);
        given(report, terminal);
        if (!report.isEmpty()) {
            terminal.out().print("\n" + closingLine(report) + "\n");
        }
    }

    private static void table(CheckReport report, Terminal terminal) {
        if (report.rows().isEmpty()) {
            return;
        }
        TextTable table = new TextTable(
                "kernel", "instance", "#args", "#values", "#faults", "#prologue", "#insns", "result", "serves");
        String previous = "";
        for (CheckReport.Row row : report.rows()) {
            String kernel = row.kernel() + " " + row.object();
            List<String> cells = new ArrayList<>(List.of(
                    kernel.equals(previous) ? "" : row.kernel(),
                    row.instanceName(),
                    Integer.toString(row.arguments()),
                    Long.toString(row.fetches()),
                    Long.toString(row.faults()),
                    Integer.toString(row.prologueInstructions()),
                    Long.toString(row.instructions()),
                    result(row),
                    String.join(" ", row.points())));
            table.row(cells, new TextTable.Mark(7, paint(row)));
            previous = kernel;
        }
        table.print(terminal);
    }

    private static void trials(CheckReport report, Terminal terminal) {
        if (report.trials().isEmpty()) {
            return;
        }
        TextTable table = new TextTable("machine code", "instance", "argument", "#runs", "verdict", "what");
        for (CheckReport.Trial trial : report.trials()) {
            Paint paint = trial.holds()
                    ? Paint.GREEN
                    : trial.verdict() == CheckReport.Verdict.DISAGREES ? Paint.RED : Paint.YELLOW;
            table.row(
                    List.of(
                            trial.point(),
                            trial.program() + "#" + trial.instance(),
                            trial.argument(),
                            Integer.toString(trial.runs()),
                            word(trial.verdict()),
                            trial.words().replace("\n", " ")),
                    new TextTable.Mark(4, paint));
        }
        terminal.out().print("\n");
        table.print(terminal);
    }

    /** As people and programs read it. */
    static String word(CheckReport.Verdict verdict) {
        return switch (verdict) {
            case AGREES -> "agrees";
            case FITS -> "fits";
            case DISAGREES -> "DISAGREES";
            case NOT_JUDGED -> "not judged";
            case NOT_REACHED -> "not reached";
        };
    }

    private static String result(CheckReport.Row row) {
        return row.isDisproved() ? "DISPROVED" : row.isProved() ? "proved" : "unstated";
    }

    private static Paint paint(CheckReport.Row row) {
        return row.isDisproved() ? Paint.RED : row.isProved() ? Paint.GREEN : Paint.YELLOW;
    }

    private static String finding(CheckReport.Row row, CheckReport.Finding finding, Terminal terminal) {
        StringBuilder text = new StringBuilder();
        text.append(terminal.paint(Paint.RED, "disproved"))
                .append(": ")
                .append(row.instanceName())
                .append(" on ")
                .append(row.kernel())
                .append(", ")
                .append(finding.point())
                .append('\n');
        text.append("  ");
        if (!finding.argument().isEmpty()) {
            text.append("argument '").append(finding.argument()).append('\'');
            text.append(
                    switch (finding.hop()) {
                        case -1 -> "";
                        case 0 -> ", register";
                        default -> ", hop " + finding.hop();
                    });
            text.append(": ");
        }
        text.append(finding.difference()).append('\n');
        for (String line : finding.evidence()) {
            text.append("  ").append(line).append('\n');
        }
        text.append("  while ").append(finding.situation()).append('\n');
        if (!finding.cause().isEmpty()) {
            text.append("  most likely: ").append(finding.cause()).append('\n');
        }
        return text.toString();
    }

    private static String problem(CheckReport.Problem problem, Terminal terminal) {
        String reason = problem.reason().replace("\n", "\n  ");
        return terminal.paint(Paint.RED, "not checked") + ": " + problem.program() + " on " + problem.kernel()
                + (problem.point().isEmpty() ? "" : ", " + problem.point()) + "\n  " + reason + "\n";
    }

    /** A bare fetch runs and survives its faults, but nothing says what it ought to read. */
    private static void unproved(CheckReport report, Terminal terminal) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        for (CheckReport.Row row : report.rows()) {
            row.unproved().forEach(name -> names.add(row.program() + "." + name));
        }
        if (!names.isEmpty()) {
            terminal.out()
                    .print("\n" + terminal.paint(Paint.YELLOW, "without a meaning") + ": " + String.join(", ", names)
                            + "\n  fetched as written, but nothing says what it should be; 'path == fetch' does\n");
        }
    }

    /** The check cannot know better than the definition here, so it says that it did not. */
    private static void assumed(CheckReport report, Terminal terminal) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        for (CheckReport.Row row : report.rows()) {
            row.assumed().forEach(name -> names.add(row.program() + "." + name));
        }
        if (!names.isEmpty()) {
            terminal.out()
                    .print(
                            "\n" + terminal.paint(Paint.YELLOW, "assumed") + ": " + String.join(", ", names)
                                    + "\n  kernel or user memory as the definition has it: nothing in the kernel's types says which\n");
        }
    }

    /** Never "proved": the check had nothing of its own to hold against what was fetched. */
    private static void notJudged(CheckReport report, Terminal terminal) {
        LinkedHashSet<String> lines = new LinkedHashSet<>();
        for (CheckReport.Row row : report.rows()) {
            row.notJudged().forEach(each -> lines.add(row.program() + "." + each.argument() + ": " + each.reason()));
        }
        if (!lines.isEmpty()) {
            terminal.out().print("\n");
            lines.forEach(line -> terminal.out()
                    .print(terminal.paint(Paint.YELLOW, "not judged") + ": " + line.replace("\n", "\n  ") + "\n"));
        }
    }

    /** What debug information says of places is not proved by fetching from there. */
    private static void given(CheckReport report, Terminal terminal) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        for (CheckReport.Row row : report.rows()) {
            row.given().forEach(each -> names.add(row.program() + "." + each.argument()));
        }
        if (!names.isEmpty()) {
            terminal.out()
                    .print(
                            "\n" + terminal.paint(Paint.YELLOW, "given") + ": " + String.join(", ", names)
                                    + "\n  lie where debug information says; that is taken as given, --machine-code tries it\n");
        }
    }

    private static String closingLine(CheckReport report) {
        long proved = report.rows().stream().filter(CheckReport.Row::isProved).count();
        long disproved =
                report.rows().stream().filter(CheckReport.Row::isDisproved).count();
        long unstated = report.rows().size() - proved - disproved;
        long kernels =
                report.rows().stream().map(CheckReport.Row::kernel).distinct().count();
        String code = report.trials().isEmpty() ? "" : "\n" + machineCode(report);
        return proved + " proved, " + disproved + " disproved, " + (unstated > 0 ? unstated + " unstated, " : "")
                + report.problems().size() + " not checked (instances on " + kernels
                + (kernels == 1 ? " kernel)" : " kernels)") + code;
    }

    private static String machineCode(CheckReport report) {
        List<String> parts = new ArrayList<>();
        for (CheckReport.Verdict verdict : CheckReport.Verdict.values()) {
            long count = report.trials().stream()
                    .filter(trial -> trial.verdict() == verdict)
                    .count();
            if (count > 0) {
                parts.add(count + " " + word(verdict).toLowerCase(java.util.Locale.ROOT));
            }
        }
        return "machine code: " + String.join(", ", parts) + " (arguments at places)";
    }
}
