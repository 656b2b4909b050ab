// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.scenarios.model.SourcePosition;
import java.util.List;
import java.util.stream.Collectors;

/** A scenario file says something that cannot be meant. */
public final class ScenarioSyntaxException extends ProbeproofException {
    /**
     * One mistake.
     *
     * @param problem what is wrong, with the nearest valid name where there is one
     * @param line the text of the line, shown with a caret below the column; empty if there is none
     */
    public record Mistake(SourcePosition position, String problem, String line) {
        /** Several lines: place and problem, the source, the caret. */
        String message() {
            if (line.isBlank()) {
                return position + ": " + problem;
            }
            String shown = line.length() > 160 ? line.substring(0, 160) : line;
            String caret = position.column() - 1 > shown.length()
                    ? ""
                    : "\n    " + shown.substring(0, position.column() - 1).replaceAll("[^\t]", " ") + "^";
            return position + ": " + problem + "\n    " + shown + caret;
        }
    }

    private final List<Mistake> mistakes;

    ScenarioSyntaxException(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::message).collect(Collectors.joining("\n")));
        this.mistakes = List.copyOf(mistakes);
    }

    /** All that were found, in the order of the file; at most 20. */
    public List<Mistake> mistakes() {
        return mistakes;
    }

    /** Where the first is. */
    public SourcePosition position() {
        return mistakes.get(0).position();
    }
}
