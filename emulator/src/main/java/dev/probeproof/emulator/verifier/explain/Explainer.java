// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says in words what a verifier log says: of any release from 4.18 on, at level 1 or 2, with what loaders print around it.
 *
 * <pre>{@code
 * Explanation why = Explainer.explain(rejected.log(), ProgramSource.of(records, types));
 * }</pre>
 */
public final class Explainer {
    /** More lines of complaint than any release writes; a longer text is not a verifier's. */
    private static final int MAX_MESSAGES = 8;

    private static final Pattern REGISTER = Pattern.compile("\\bR(\\d{1,2})\\b");
    private static final Pattern NAMED_INSTRUCTION =
            Pattern.compile("(?:unreachable insn|from insn|ldimm64 insn|insn|alloc_insn=) ?(\\d{1,7})\\b.*");
    private static final Pattern PLACE = Pattern.compile("(.*) @ (\\S+):(\\d{1,7})");

    private final List<LogLine> lines;
    private final ProgramSource source;

    private Explainer(List<LogLine> lines, ProgramSource source) {
        this.lines = lines;
        this.source = source;
    }

    /** @param source of the program that was refused */
    public static Explanation explain(String log, ProgramSource source) {
        return new Explainer(LogReader.read(log), source).explain();
    }

    /** Without the object: the source is what the log itself tells. */
    public static Explanation explain(String log) {
        return explain(log, ProgramSource.NONE);
    }

    private Explanation explain() {
        int end = lines.size();
        while (end > 0 && !lines.get(end - 1).is(LogLine.Kind.MESSAGE)) {
            end--;
        }
        int start = complaintStart(end);
        List<String> messages = new ArrayList<>();
        for (LogLine line : lines.subList(start, end)) {
            if (line.is(LogLine.Kind.MESSAGE)) {
                messages.add(line.text());
            }
        }
        if (messages.size() > MAX_MESSAGES) {
            messages.subList(0, messages.size() - MAX_MESSAGES).clear();
        }
        Optional<LogStatistics> statistics = LogStatistics.of(lines);
        if (messages.isEmpty() || isFollowedOn(end)) {
            return new Explanation(
                    List.of(), -1, "", Optional.empty(), List.of(), Optional.empty(), statistics, lines.size());
        }
        PathNode failing = PathReader.lastBefore(lines, start);
        int named = failing == null ? named(messages) : failing.slot;
        List<ValuePath.Found> steps = new ArrayList<>();
        Hints hints = new Hints(messages, failing, this::place);
        if (failing != null) {
            int register = offending(messages, failing);
            if (register >= 0) {
                ValuePath value = ValuePath.before(failing, register);
                steps.addAll(value.steps());
                hints.value(register, value);
            }
            hints.leaked().ifPresent(steps::add);
        }
        return new Explanation(
                messages,
                named,
                failing == null ? "" : failing.instruction,
                named < 0 ? Optional.empty() : place(named),
                steps.stream()
                        .map(step -> new Explanation.Step(step.node().slot, step.text(), place(step.node().slot)))
                        .toList(),
                hints.certain(),
                statistics,
                lines.size());
    }

    /** Where the complaint that ends there begins: a few other lines may stand in it, but no instruction. */
    private int complaintStart(int end) {
        int start = end;
        for (int i = end - 1; i >= 0 && start - i <= MAX_MESSAGES; i--) {
            LogLine line = lines.get(i);
            if (line.is(LogLine.Kind.MESSAGE)) {
                start = i;
            } else if (!line.is(LogLine.Kind.OTHER) || line.text().endsWith(": safe")) {
                break;
            }
        }
        return start;
    }

    /** A message that instructions follow was a remark: the program was accepted, or the log was cut off. */
    private boolean isFollowedOn(int end) {
        return lines.subList(end, lines.size()).stream()
                .anyMatch(line -> line.is(LogLine.Kind.INSTRUCTION) || line.is(LogLine.Kind.FROM));
    }

    /** The instruction that a refusal names before any was followed. */
    private static int named(List<String> messages) {
        for (String message : messages) {
            Matcher match = NAMED_INSTRUCTION.matcher(message);
            if (match.find()) {
                return Integer.parseInt(match.group(1));
            }
        }
        return -1;
    }

    /** The register whose value was wrong, or -1. */
    private static int offending(List<String> messages, PathNode failing) {
        List<String> lastFirst = new ArrayList<>(messages);
        Collections.reverse(lastFirst);
        for (String message : lastFirst) {
            Matcher match = REGISTER.matcher(message);
            if (match.find()) {
                int register = Integer.parseInt(match.group(1));
                return register < 10 ? register : -1;
            }
        }
        boolean isMath = lastFirst.get(0).startsWith("math between");
        return isMath && failing.parts.is(InstructionParts.Kind.ARITHMETIC) ? failing.parts.reads() : -1;
    }

    private Optional<SourcePlace> place(int slot) {
        Optional<SourcePlace> known = source.at(slot);
        return known.isPresent() && !known.get().text().isEmpty() ? known : logged(slot, known.orElse(null));
    }

    /** What the log says about a slot: the line of C that was printed last before it. */
    private Optional<SourcePlace> logged(int slot, @Nullable SourcePlace known) {
        String text = "";
        String found = "";
        for (LogLine line : lines) {
            if (line.is(LogLine.Kind.SOURCE)) {
                text = line.text();
            } else if (line.is(LogLine.Kind.INSTRUCTION) && line.slot() == slot) {
                found = text;
            }
        }
        String function = known == null ? "" : known.function();
        if (found.isEmpty()) {
            return Optional.ofNullable(known);
        }
        Matcher match = PLACE.matcher(found);
        return Optional.of(
                match.matches()
                        ? new SourcePlace(
                                function,
                                match.group(2),
                                Integer.parseInt(match.group(3)),
                                match.group(1).strip())
                        : new SourcePlace(function, "", 0, found.strip()));
    }
}
