// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.scenarios.debug.Breakpoint;
import dev.probeproof.scenarios.debug.DebugException;
import dev.probeproof.scenarios.debug.Debugger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Breakpoints as clients set them: all of a file, or all of a kind, each time anew. */
final class BreakpointTable {
    private static final Pattern HITS = Pattern.compile("\\s*(>=|>|)\\s*([1-9]\\d{0,8})\\s*");

    private final Debugger debugger;
    private final Map<String, List<Integer>> byGroup = new HashMap<>();

    BreakpointTable(Debugger debugger) {
        this.debugger = debugger;
    }

    /** What a client asks for. */
    record Asked(
            Supplier<Breakpoint.Place> place,
            @Nullable String condition,
            @Nullable String hits) {}

    /** Takes the place of all of a group, in the order in which they were asked for. */
    List<org.eclipse.lsp4j.debug.Breakpoint> set(String group, List<Asked> asked) {
        List<Debugger.Wanted> wanted = new ArrayList<>();
        List<@Nullable String> problems = new ArrayList<>();
        for (Asked each : asked) {
            try {
                wanted.add(new Debugger.Wanted(
                        each.place().get(), each.condition() == null ? "" : each.condition(), from(each.hits())));
                problems.add(null);
            } catch (ProbeproofException reason) {
                problems.add(String.valueOf(reason.getMessage()));
            }
        }
        List<Breakpoint> made = debugger.replace(byGroup.getOrDefault(group, List.of()), wanted);
        byGroup.put(group, made.stream().map(Breakpoint::id).toList());
        List<org.eclipse.lsp4j.debug.Breakpoint> answers = new ArrayList<>();
        int next = 0;
        for (String problem : problems) {
            org.eclipse.lsp4j.debug.Breakpoint answer = new org.eclipse.lsp4j.debug.Breakpoint();
            answer.setVerified(problem == null);
            if (problem == null) {
                Breakpoint breakpoint = made.get(next++);
                answer.setId(breakpoint.id());
                if (breakpoint.place() instanceof Breakpoint.Line line) {
                    answer.setLine(line.line());
                }
            } else {
                answer.setMessage(problem);
            }
            answers.add(answer);
        }
        return answers;
    }

    private static int from(@Nullable String hits) {
        if (hits == null || hits.isBlank()) {
            return 1;
        }
        Matcher parts = HITS.matcher(hits);
        if (!parts.matches()) {
            throw new DebugException("a hit condition is N, >= N or > N, not '" + hits + "'");
        }
        int number = Integer.parseInt(parts.group(2));
        return parts.group(1).equals(">") ? number + 1 : number;
    }
}
