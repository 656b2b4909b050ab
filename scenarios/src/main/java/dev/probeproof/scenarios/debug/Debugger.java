// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.ScenarioObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the execution of a scenario, either way.
 *
 * <pre>{@code
 * try (Debugger debugger = new Debugger(observer -> new ScenarioRunner().run(scenario, path, kernel, observer), Set.of())) {
 *     debugger.start();
 *     DebugConsole console = new DebugConsole(debugger, sources);
 *     console.answer("break latency.bpf.c:86");
 * }
 * }</pre>
 *
 * <p>Nothing is recorded: a step back carries the scenario out again up to there, so that memory does not grow with the length of an
 * execution and every state is a real one. An execution that did not repeat itself would be noticed by its registers.
 */
public final class Debugger implements AutoCloseable {
    /** Moments whose registers are remembered for comparison. */
    private static final int MOST_FINGERPRINTS = 10_000;

    private final Scenario scenario;
    private final Set<String> programs;
    private final Map<Long, Long> fingerprints = new HashMap<>();
    private volatile List<Breakpoint> breakpoints = List.of();
    private volatile @Nullable Playback current;
    private int lastId;

    /** What carries the scenario out, each time from its begin. */
    public interface Scenario {
        /** Carries it out while somebody looks on; the same in every respect each time. */
        ScenarioResult perform(ScenarioObserver observer);
    }

    /**
     * @param scenario what is carried out
     * @param programs in which steps stop; empty for all. Breakpoints stop in any
     */
    public Debugger(Scenario scenario, Set<String> programs) {
        this.scenario = scenario;
        this.programs = Set.copyOf(programs);
    }

    /** Goes to the first instruction. */
    public void start() {
        Playback playback = playback();
        playback.start(this::isWanted);
        take(playback);
    }

    private Playback playback() {
        return new Playback(scenario, new HitCounts(() -> breakpoints));
    }

    private void take(Playback playback) {
        Playback before = current;
        current = playback;
        if (before != null) {
            before.close();
        }
        remember();
    }

    private Playback playing() {
        Playback playback = current;
        if (playback == null) {
            throw new IllegalStateException("start() comes first");
        }
        return playback;
    }

    private void remember() {
        long[] fingerprint = ask(live -> new long[] {live.number(), live.fingerprint()});
        if (fingerprints.size() >= MOST_FINGERPRINTS) {
            fingerprints.clear();
        }
        Long before = fingerprints.put(fingerprint[0], fingerprint[1]);
        if (before != null && before != fingerprint[1]) {
            throw new IllegalStateException("the scenario does not repeat itself: instruction " + fingerprint[0]
                    + " has other registers than before");
        }
    }

    private boolean isWanted(Live live) {
        return live.isEnd()
                || programs.isEmpty()
                || programs.contains(live.frame().code().name());
    }

    /** Asks while the execution stands still, in its own thread. */
    <T> T ask(Function<Live, T> question) {
        return playing().ask(question);
    }

    /** Goes somewhere. At the end there is nothing ahead, at the begin nothing behind. */
    public void go(Motion motion) {
        Position from = ask(Position::of);
        if (motion.isBack()) {
            back(motion, from);
        } else if (!from.end()) {
            Playback playback = playing();
            HitCounts hits = playback.hits();
            playback.resume(
                    live -> motion != Motion.STEP_INSTRUCTION && !hits.now().isEmpty()
                            || isWanted(live) && from.reaches(motion, live));
            remember();
        }
    }

    private void back(Motion motion, Position from) {
        if (motion == Motion.BACK_INSTRUCTION && programs.isEmpty()) {
            jump(Math.max(1, from.number() - 1));
            return;
        }
        long[] last = {0};
        Playback scan = playback();
        HitCounts hits = scan.hits();
        try {
            scan.start(live -> {
                if (live.number() >= from.number() || live.isEnd()) {
                    return true;
                }
                boolean hit = motion != Motion.BACK_INSTRUCTION && !hits.now().isEmpty();
                if (hit || isWanted(live) && from.reachesBack(motion, live)) {
                    last[0] = live.number();
                }
                return false;
            });
        } finally {
            scan.close();
        }
        jump(Math.max(1, last[0]));
    }

    /** Goes to an instruction by its number, from 1; beyond the last one, to the end. */
    public void jump(long number) {
        Playback playback = playback();
        playback.start(live -> live.number() >= number);
        take(playback);
    }

    /** Every run of a program with its first instruction. */
    List<Position.Run> runs() {
        List<Position.Run> runs = new ArrayList<>();
        Playback scan = playback();
        try {
            scan.start(live -> {
                if (live.runBegins()) {
                    runs.add(Position.Run.of(live));
                }
                return live.isEnd();
            });
        } finally {
            scan.close();
        }
        return runs;
    }

    /** Stops at the next instruction what is under way; for another thread. */
    public void pause() {
        Playback playback = current;
        if (playback != null) {
            playback.pause();
        }
    }

    List<Breakpoint> breakpoints() {
        return breakpoints;
    }

    HitCounts hits() {
        return playing().hits();
    }

    /** Adds a breakpoint; its hits until now are counted as well. */
    Breakpoint add(Breakpoint.Place place, String condition, int from) {
        Breakpoint breakpoint = new Breakpoint(++lastId, place, condition, from, true);
        change(all -> all.add(breakpoint));
        return breakpoint;
    }

    /** A breakpoint that is wanted. */
    public record Wanted(Breakpoint.Place place, String condition, int from) {}

    /** Takes some breakpoints away and adds others, which are given back in that order. */
    public List<Breakpoint> replace(List<Integer> without, List<Wanted> with) {
        List<Breakpoint> made = new ArrayList<>();
        for (Wanted each : with) {
            made.add(new Breakpoint(++lastId, each.place(), each.condition(), each.from(), true));
        }
        change(all -> {
            all.removeIf(each -> without.contains(each.id()));
            all.addAll(made);
        });
        return made;
    }

    boolean remove(int id) {
        boolean known = breakpoints.stream().anyMatch(each -> each.id() == id);
        breakpoints = breakpoints.stream().filter(each -> each.id() != id).toList();
        return known;
    }

    boolean enable(int id, boolean enabled) {
        boolean known = breakpoints.stream().anyMatch(each -> each.id() == id);
        change(all -> all.replaceAll(each -> each.id() == id ? each.enabled(enabled) : each));
        return known;
    }

    /** Watches need to know what was before, and counts are from the begin: both come from carrying it out again up to here. */
    private void change(Consumer<List<Breakpoint>> edit) {
        List<Breakpoint> changed = new ArrayList<>(breakpoints);
        edit.accept(changed);
        breakpoints = List.copyOf(changed);
        long number = ask(Live::number);
        if (number > 1 || changed.stream().anyMatch(each -> each.place() instanceof Breakpoint.Watch)) {
            jump(number);
        }
    }

    @Override
    public void close() {
        Playback playback = current;
        if (playback != null) {
            playback.close();
        }
    }
}
