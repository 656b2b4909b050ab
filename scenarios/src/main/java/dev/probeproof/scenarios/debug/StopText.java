// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.object.SourceLine;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.trace.Frame;
import dev.probeproof.scenarios.trace.ProgramCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where an execution stands, in words. */
final class StopText {
    private StopText() {}

    /** The run, the line and the instruction. */
    static String of(Live live, boolean newRun) {
        if (live.isEnd()) {
            return end(live.result().orElseThrow(), live.number() - 1);
        }
        StringBuilder text = new StringBuilder();
        if (newRun) {
            text.append(run(live)).append('\n');
        }
        Frame frame = live.frame();
        text.append(place(frame)).append("  ").append(source(frame)).append('\n');
        return text.append(instruction(frame, live.number())).append('\n').toString();
    }

    static String run(Live live) {
        return "run " + live.run() + ": " + live.frames().all().get(0).code().name() + " on " + live.attachedTo()
                + ", step " + live.step() + ": " + live.stepTitle()
                + (live.task().isEmpty() ? "" : " in " + live.task());
    }

    private static String end(ScenarioResult result, long instructions) {
        StringBuilder text = new StringBuilder("the scenario has ended after " + instructions + " instructions: "
                + result.status().name().toLowerCase(Locale.ROOT) + "\n");
        for (Mismatch mismatch : result.mismatches()) {
            text.append("  ").append(mismatch.message().replace("\n", "\n  ")).append('\n');
        }
        if (!result.reason().isEmpty()) {
            text.append("  ").append(result.reason()).append('\n');
        }
        return text.toString();
    }

    /** {@code latency.bpf.c:86 in read_ends}. */
    static String place(Frame frame) {
        Optional<SourceLine> line = frame.code().line(frame.slot());
        String function = frame.function().name();
        return line.map(at -> Lines.plain(at.file()) + ":" + at.line() + " in " + function)
                .orElse(function + " of " + frame.code().name());
    }

    static String source(Frame frame) {
        return frame.code().line(frame.slot()).map(SourceLine::text).orElse("");
    }

    private static String instruction(Frame frame, long number) {
        return String.format(
                Locale.ROOT,
                "  => %d: %s   [instruction %d]",
                frame.slot(),
                frame.code().text(frame.slot()),
                number);
    }

    /** The functions under way, the innermost first. */
    static String backtrace(Live live, int selected) {
        live.frame();
        StringBuilder text = new StringBuilder();
        List<Frame> all = live.frames().all();
        for (int i = all.size() - 1; i >= 0; i--) {
            int index = all.size() - 1 - i;
            Frame frame = all.get(i);
            text.append(String.format(
                    Locale.ROOT,
                    "%s%d  %s, instruction %d  %s\n",
                    index == selected ? "*" : " ",
                    index,
                    place(frame),
                    frame.slot(),
                    source(frame)));
        }
        return text.append("   ").append(run(live)).append('\n').toString();
    }

    /** Instructions around one, of its function. */
    static String disassembly(Frame frame, int around) {
        ProgramCode code = frame.code();
        ProgramCode.Function function = frame.function();
        int from = around == 0 ? function.start() : Math.max(function.start(), frame.slot() - around);
        int to = around == 0 ? function.end() : Math.min(function.end(), frame.slot() + around + 1);
        StringBuilder text = new StringBuilder();
        for (int slot = from; slot < to; slot++) {
            if (code.isSecondHalf(slot)) {
                continue;
            }
            int at = slot;
            if (code.startsLine(slot)) {
                code.line(slot)
                        .ifPresent(line -> text.append("; ")
                                .append(Lines.plain(line.file()))
                                .append(':')
                                .append(line.line())
                                .append("  ")
                                .append(line.text())
                                .append('\n'));
            }
            text.append(String.format(
                    Locale.ROOT, "%s %5d: %s\n", at == frame.slot() ? "=>" : "  ", slot, code.text(slot)));
        }
        return text.toString();
    }
}
