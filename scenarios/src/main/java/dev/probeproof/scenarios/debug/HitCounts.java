// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.scenarios.trace.Frame;
import dev.probeproof.scenarios.trace.ProgramCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Which breakpoints one execution hits, counted from its begin, so that the count is the same whichever way one came. */
final class HitCounts {
    private static final String ABSENT = "nothing";

    private final Supplier<List<Breakpoint>> breakpoints;
    private final Map<Integer, Integer> counts = new HashMap<>();
    private final Map<Integer, String> values = new HashMap<>();
    private List<Hit> now = List.of();

    /** A breakpoint that was hit. */
    record Hit(Breakpoint breakpoint, int count, String why) {}

    HitCounts(Supplier<List<Breakpoint>> breakpoints) {
        this.breakpoints = breakpoints;
    }

    /** Looks at a moment. */
    void at(Live live) {
        List<Breakpoint> all = breakpoints.get();
        if (all.isEmpty()) {
            now = List.of();
            return;
        }
        List<Hit> hits = new ArrayList<>();
        for (Breakpoint breakpoint : all) {
            if (breakpoint.enabled()) {
                look(breakpoint, live, hits);
            }
        }
        now = hits;
    }

    private void look(Breakpoint breakpoint, Live live, List<Hit> hits) {
        String why;
        if (breakpoint.place() instanceof Breakpoint.Watch watch) {
            why = watched(breakpoint.id(), watch, live);
        } else {
            why = !live.isEnd() && isAt(breakpoint.place(), live)
                    ? breakpoint.place().toString()
                    : "";
        }
        if (why.isEmpty()) {
            return;
        }
        if (!breakpoint.condition().isEmpty()) {
            try {
                if (!Expression.holds(live, 0, breakpoint.condition())) {
                    return;
                }
            } catch (DebugException reason) {
                why += "; its condition has no value: " + reason.getMessage();
            }
        }
        int count = counts.merge(breakpoint.id(), 1, Integer::sum);
        if (count >= breakpoint.from()) {
            hits.add(new Hit(breakpoint, count, why));
        }
    }

    private static boolean isAt(Breakpoint.Place place, Live live) {
        Frame frame = live.frame();
        ProgramCode code = frame.code();
        int slot = frame.slot();
        if (place instanceof Breakpoint.Line line) {
            return slot >= code.prologueSlots()
                    && code.line(slot)
                            .filter(at -> at.line() == line.line() && Lines.means(line.file(), at.file()))
                            .isPresent()
                    && live.startsLine();
        } else if (place instanceof Breakpoint.Function function) {
            ProgramCode.Function of = code.functionAt(slot);
            return of.name().equals(function.name()) && slot == code.bodyStart(of) && frame.slotBefore() < slot;
        } else if (place instanceof Breakpoint.Helper helper) {
            Instruction instruction = code.instructions().get(slot);
            return instruction.isCall()
                    && instruction.src() == Opcode.HELPER_CALL
                    && instruction.imm() == helper.number();
        } else if (place instanceof Breakpoint.Instruction instruction) {
            return slot == instruction.slot() && code.name().equals(instruction.program());
        }
        return false;
    }

    /** Why a watch is hit, or nothing. */
    private String watched(int id, Breakpoint.Watch watch, Live live) {
        if (watch.access() != Breakpoint.Access.CHANGE) {
            boolean reads = live.accesses().stream()
                    .anyMatch(access ->
                            overlaps(access, watch) && (!access.write() || watch.access() == Breakpoint.Access.BOTH));
            return reads ? watch.expression() + " was touched: " + value(watch, live) : "";
        }
        String value = value(watch, live);
        String before = values.put(id, value);
        return before == null || before.equals(value) ? "" : watch.expression() + " was " + before + " and is " + value;
    }

    private static boolean overlaps(Live.Access access, Breakpoint.Watch watch) {
        long distance = access.address() - watch.address().orElse(0);
        return distance < watch.sizeBytes() && distance > -access.sizeBytes();
    }

    private static String value(Breakpoint.Watch watch, Live live) {
        try {
            if (watch.address().isPresent()) {
                byte[] bytes = TypedValue.read(live, watch.address().getAsLong(), watch.sizeBytes());
                return bytes.length <= Long.BYTES
                        ? live.places()
                                .words(
                                        TypedValue.of(KernelTypes.of(live), 0, bytes)
                                                .number(live),
                                        live.frames())
                        : java.util.HexFormat.of().formatHex(bytes);
            }
            return ValueText.of(live, Expression.value(live, 0, watch.expression()));
        } catch (DebugException absent) {
            return ABSENT;
        }
    }

    /** Those that are hit at the moment that was looked at last. */
    List<Hit> now() {
        return now;
    }

    /** How often a breakpoint was hit until now. */
    int count(int id) {
        return counts.getOrDefault(id, 0);
    }
}
