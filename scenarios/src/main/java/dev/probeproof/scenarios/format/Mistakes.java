// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.model.SourcePosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects what is wrong with a file, so that one reading tells all of it. */
final class Mistakes {
    private static final int MOST = 20;

    private final List<String> lines;
    private final List<ScenarioSyntaxException.Mistake> found = new ArrayList<>();

    Mistakes(String text) {
        this.lines = text.lines().toList();
    }

    void add(SourcePosition position, String problem) {
        String line = position.line() <= lines.size() ? lines.get(position.line() - 1) : "";
        ScenarioSyntaxException.Mistake mistake = new ScenarioSyntaxException.Mistake(position, problem, line);
        // What stands above several scenarios is read for each of them.
        if (!found.contains(mistake)) {
            found.add(mistake);
        }
        if (found.size() == MOST) {
            throw failure();
        }
    }

    /** A name that is none of those that there are. */
    void unknown(SourcePosition position, String kind, String name, Collection<String> known) {
        List<String> nearest = Nearest.of(name, known);
        String hint = !nearest.isEmpty()
                ? "; did you mean '" + nearest.get(0) + "'?"
                : known.isEmpty() ? "; there are none" : "; there are: " + String.join(", ", known);
        add(position, "unknown " + kind + " '" + name + "'" + hint);
    }

    /** Throws if there are any. */
    void check() {
        if (!found.isEmpty()) {
            throw failure();
        }
    }

    private ScenarioSyntaxException failure() {
        return new ScenarioSyntaxException(found);
    }
}
