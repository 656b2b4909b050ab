// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.emulator.verifier.explain.Explanation;
import dev.probeproof.emulator.verifier.explain.LogStatistics;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.scenarios.verify.ProgramVerdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Verdicts for people: a table, then each refusal once with the kernels that it is the same on, then one line. */
final class VerifyText {
    private final List<ProgramVerdict> verdicts;
    private final Terminal terminal;

    private VerifyText(List<ProgramVerdict> verdicts, Terminal terminal) {
        this.verdicts = verdicts;
        this.terminal = terminal;
    }

    /**
     * @param logs whether the logs are wanted, too
     * @param stats the table with figures
     */
    static void print(List<ProgramVerdict> verdicts, boolean logs, boolean stats, Terminal terminal) {
        VerifyText text = new VerifyText(verdicts, terminal);
        if (logs) {
            verdicts.forEach(text::log);
        }
        if (verdicts.isEmpty()) {
            return;
        }
        text.table(stats);
        text.reasons();
        terminal.out().print("\n" + text.closingLine() + "\n");
    }

    private void log(ProgramVerdict verdict) {
        terminal.out().print(terminal.paint(Paint.BOLD, name(verdict) + " on " + verdict.kernel()) + "\n");
        String log = verdict.log();
        terminal.out().print(log + (log.isEmpty() || log.endsWith("\n") ? "\n" : "\n\n"));
    }

    private void table(boolean stats) {
        TextTable table = stats
                ? new TextTable(
                        "File",
                        "Program",
                        "Kernel",
                        "Verdict",
                        "#Duration (us)",
                        "#Total insns",
                        "#Total states",
                        "#Peak states")
                : new TextTable("object", "program", "kernel", "verdict");
        for (ProgramVerdict verdict : verdicts) {
            List<String> cells = new ArrayList<>(
                    List.of(file(verdict.object()), program(verdict), verdict.kernel(), word(verdict, stats)));
            if (stats) {
                cells.add(Long.toString(verdict.microseconds()));
                cells.add(verdict.statistics()
                        .map(figures -> Long.toString(figures.instructions()))
                        .orElse("-"));
                cells.add(number(
                        verdict.statistics().map(LogStatistics::totalStates).orElse(OptionalLong.empty())));
                cells.add(number(
                        verdict.statistics().map(LogStatistics::peakStates).orElse(OptionalLong.empty())));
            }
            table.row(cells, new TextTable.Mark(3, paint(verdict)));
        }
        table.print(terminal);
    }

    /** veristat's words in veristat's table. */
    private static String word(ProgramVerdict verdict, boolean stats) {
        String word = switch (verdict.verdict()) {
            case ACCEPTED -> stats ? "success" : "accepted";
            case REFUSED -> stats ? "failure" : "REFUSED";
            case UNDECIDED -> "undecided";
        };
        boolean isExpected =
                verdict.expectation().isPresent() && verdict.disappointment().isEmpty();
        return isExpected && verdict.verdict() == ProgramVerdict.Verdict.REFUSED ? word + ", as expected" : word;
    }

    private static Paint paint(ProgramVerdict verdict) {
        if (verdict.verdict() == ProgramVerdict.Verdict.UNDECIDED) {
            return Paint.YELLOW;
        }
        return verdict.disappointment().isEmpty() ? Paint.GREEN : Paint.RED;
    }

    private void reasons() {
        Map<String, List<String>> kernels = new LinkedHashMap<>();
        for (ProgramVerdict verdict : verdicts) {
            if (verdict.disappointment().isPresent()) {
                kernels.computeIfAbsent(reason(verdict), unused -> new ArrayList<>())
                        .add(verdict.kernel());
            }
        }
        kernels.forEach((reason, names) ->
                terminal.out().print("\n" + reason.replace("\0", String.join(", ", names)) + "\n"));
    }

    /** What is wrong, with a zero where the kernels' names go. */
    private String reason(ProgramVerdict verdict) {
        String title = terminal.paint(Paint.BOLD, name(verdict)) + " on \0: ";
        if (verdict.verdict() == ProgramVerdict.Verdict.UNDECIDED) {
            return title + "no verdict\n  " + verdict.reason().replace("\n", "\n  ");
        }
        String wanted = verdict.disappointment().orElse("");
        boolean isPlain = wanted.equals("refused");
        StringBuilder text = new StringBuilder(title);
        text.append(isPlain ? "" : wanted + (verdict.errno() == 0 ? "" : ": "));
        text.append(verdict.errno() == 0 ? "" : "verifier rejected it: " + Errno.describe(verdict.errno()));
        verdict.explanation().ifPresent(explanation -> {
            ExplanationText.lines(explanation, terminal)
                    .forEach(line -> text.append('\n').append(line));
            text.append(omitted(explanation));
        });
        return text.toString();
    }

    private static String omitted(Explanation explanation) {
        if (explanation.messages().isEmpty()) {
            return "\n  (the verifier gave no reason)";
        }
        return explanation.logLines() > explanation.messages().size() ? "\n  (the whole log: --log-level 2)" : "";
    }

    private String name(ProgramVerdict verdict) {
        return "program '" + verdict.program() + "' (" + verdict.section() + ")"
                + (hasInstances(verdict) ? " instance " + verdict.instance() : "") + " of " + file(verdict.object());
    }

    private String program(ProgramVerdict verdict) {
        return verdict.program() + (hasInstances(verdict) ? "#" + verdict.instance() : "");
    }

    private boolean hasInstances(ProgramVerdict verdict) {
        return verdicts.stream()
                .anyMatch(other -> other.instance() > 0
                        && other.program().equals(verdict.program())
                        && other.object().equals(verdict.object()));
    }

    private static String file(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String number(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
    }

    private String closingLine() {
        long accepted = count(ProgramVerdict.Verdict.ACCEPTED);
        long refused = count(ProgramVerdict.Verdict.REFUSED);
        long undecided = count(ProgramVerdict.Verdict.UNDECIDED);
        long expected = verdicts.stream()
                .filter(verdict -> verdict.verdict() == ProgramVerdict.Verdict.REFUSED
                        && verdict.disappointment().isEmpty())
                .count();
        return accepted + " accepted, " + refused + " refused"
                + (expected == 0 ? "" : " (" + expected + " as expected)")
                + (undecided == 0 ? "" : ", " + undecided + " undecided");
    }

    private long count(ProgramVerdict.Verdict wanted) {
        return verdicts.stream().filter(verdict -> verdict.verdict() == wanted).count();
    }
}
