// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A function under one knowledge of its arguments: where it was called so, what it returned, and what was seen in it. */
final class ReachContext {
    /** A function that returns more different values than this returns anything. */
    private static final int RESULTS = 4;

    private final int function;
    private final ReachValue[] arguments;
    private final List<Caller> callers = new ArrayList<>();
    private final List<ReachValue> results = new ArrayList<>();
    private final Map<Integer, List<ReachState>> seen = new HashMap<>();
    /** Where there were too many states once: they are not kept apart again. */
    private final BitSet widened = new BitSet();

    /**
     * Where a call goes on.
     *
     * @param state the caller's, without a result
     */
    record Caller(ReachContext context, int slot, ReachState state) {}

    ReachContext(int function, ReachValue[] arguments) {
        this.function = function;
        this.arguments = arguments.clone();
    }

    int function() {
        return function;
    }

    ReachState entry() {
        return ReachState.entry(arguments);
    }

    boolean covers(ReachValue[] others) {
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].covers(others[i])) {
                return false;
            }
        }
        return true;
    }

    /** Arguments that cover both. */
    ReachValue[] joined(ReachValue[] others) {
        ReachValue[] joined = arguments.clone();
        for (int i = 0; i < joined.length; i++) {
            joined[i] = joined[i].join(others[i]);
        }
        return joined;
    }

    List<Caller> callers() {
        return callers;
    }

    List<ReachValue> results() {
        return results;
    }

    /** False if that caller, or one that knew less, was there before. */
    boolean addCaller(Caller caller) {
        for (Caller known : callers) {
            if (known.context() == caller.context()
                    && known.slot() == caller.slot()
                    && known.state().covers(caller.state())) {
                return false;
            }
        }
        callers.add(caller);
        return true;
    }

    /** What callers have to know of a further result: the value, something wider, or nothing. */
    List<ReachValue> addResult(ReachValue result) {
        for (ReachValue known : results) {
            if (known.covers(result)) {
                return List.of();
            }
        }
        ReachValue told = results.size() < RESULTS ? result : ReachValue.PLAIN;
        results.add(told);
        return List.of(told);
    }

    /**
     * Notes that a path comes by.
     *
     * @param limit states that may be kept apart there
     * @return the state to go on with, which may be wider; null if there is nothing new to see
     */
    @org.jspecify.annotations.Nullable
    ReachState meet(int slot, ReachState state, int limit) {
        List<ReachState> known = seen.computeIfAbsent(slot, at -> new ArrayList<>(2));
        for (ReachState one : known) {
            if (one.covers(state)) {
                return null;
            }
        }
        ReachState kept = state;
        if (known.size() >= limit || widened.get(slot)) {
            widened.set(slot);
            for (ReachState one : known) {
                kept = kept.join(one);
            }
            known.clear();
        }
        known.add(kept.copy());
        return kept;
    }
}
