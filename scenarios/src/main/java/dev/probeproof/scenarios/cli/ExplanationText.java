// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.emulator.verifier.explain.Explanation;
import dev.probeproof.emulator.verifier.explain.SourcePlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A refusal for people: where, what the verifier said, how the value came about, what to do. */
final class ExplanationText {
    private ExplanationText() {}

    /** Lines without line ends, indented by two. */
    static List<String> lines(Explanation explanation, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        String where = where(explanation);
        if (!where.isEmpty()) {
            lines.add("  at " + where);
        }
        if (!explanation.instruction().isEmpty()) {
            lines.add("     " + explanation.slot() + ": " + explanation.instruction());
        }
        explanation.messages().forEach(message -> lines.add("     " + terminal.paint(Paint.RED, message)));
        if (!explanation.path().isEmpty()) {
            lines.add("  because");
            explanation.path().forEach(step -> lines.add("     " + step(step)));
        }
        explanation.hint().ifPresent(hint -> lines.add("  " + terminal.paint(Paint.YELLOW, "hint") + ": " + hint));
        return lines;
    }

    /** {@code insn 27 of 'trace_open', opencount.bpf.c:41   count = *value + 1;}. */
    private static String where(Explanation explanation) {
        if (explanation.slot() < 0) {
            return "";
        }
        StringBuilder text = new StringBuilder("insn ").append(explanation.slot());
        Optional<SourcePlace> place = explanation.place();
        if (place.isPresent()) {
            String function = place.get().function();
            text.append(function.isEmpty() ? "" : " in " + function + "()");
            text.append(
                    place.get().position().isEmpty() ? "" : ", " + place.get().position());
            text.append(place.get().text().isEmpty() ? "" : "   " + place.get().text());
        }
        return text.toString();
    }

    private static String step(Explanation.Step step) {
        return step.text()
                + step.place()
                        .map(SourcePlace::position)
                        .filter(position -> !position.isEmpty())
                        .map(position -> "   (" + position + ")")
                        .orElse("");
    }
}
