// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.VerifierState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which states belong to loops that are not explored to the end (Linux 6.17). The marks of such a state are not complete:
 * a path that was cut because it equals the state still has to get the marks that appear later. A loop is a strongly connected component
 * of the control flow together with the calls that led there; it is open while the state that entered it has unfinished paths.
 */
final class LoopTracking {
    /** As often marks are passed around a loop before all scalars are taken for precise. */
    private static final int MAX_ROUNDS = 64;

    private final Verification verification;
    private final PrecisionTracker precision;
    private final Map<Integer, List<Visit>> visits = new HashMap<>();

    /** Cut paths that are kept for now. */
    private int backEdges;

    /** A component as one chain of calls enters it. */
    private static final class Visit {
        final int component;
        final int[] callSites;
        final List<BackEdge> backEdges = new ArrayList<>(0);

        @Nullable
        VerifierState entry;

        Visit(int component, int[] callSites) {
            this.component = component;
            this.callSites = callSites;
        }

        boolean isOf(VerifierState state, int frame) {
            if (callSites.length != frame) {
                return false;
            }
            for (int i = 0; i < frame; i++) {
                if (callSites[i] != StateComparison.slotOf(state, i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("(");
            for (int site : callSites) {
                text.append(site).append(',');
            }
            return text.append(component).append(')').toString();
        }
    }

    /** A path that was cut because its state equals one whose loop is open. */
    private record BackEdge(VerifierState state, VerifierState equal) {}

    LoopTracking(Verification verification, PrecisionTracker precision) {
        this.verification = verification;
        this.precision = precision;
    }

    int backEdges() {
        return backEdges;
    }

    /** The outermost frame of a state that is in a component, or -1. */
    private int frameInLoop(VerifierState state) {
        for (int i = 0; i <= state.currentFrame(); i++) {
            if (verification.facts[StateComparison.slotOf(state, i)].component != 0) {
                return i;
            }
        }
        return -1;
    }

    private @Nullable Visit find(VerifierState state, boolean create) {
        int frame = frameInLoop(state);
        if (frame < 0) {
            return null;
        }
        int component = verification.facts[StateComparison.slotOf(state, frame)].component;
        List<Visit> known = visits.get(component);
        if (known == null) {
            if (!create) {
                return null;
            }
            known = new ArrayList<>(1);
            visits.put(component, known);
        }
        for (Visit visit : known) {
            if (visit.isOf(state, frame)) {
                return visit;
            }
        }
        if (!create) {
            return null;
        }
        int[] callSites = new int[frame];
        for (int i = 0; i < frame; i++) {
            callSites[i] = StateComparison.slotOf(state, i);
        }
        Visit visit = new Visit(component, callSites);
        known.add(visit);
        return visit;
    }

    /** Notes that a new checkpoint is the first of its loop, if it is ({@code maybe_enter_scc}). */
    void enter(VerifierState checkpoint) {
        Visit visit = find(checkpoint, true);
        if (visit != null && visit.entry == null) {
            visit.entry = checkpoint;
            trace("enter", visit);
        }
    }

    /** Whether more marks may come to a state, because paths of its loop were cut ({@code incomplete_read_marks}). */
    boolean isIncomplete(VerifierState state) {
        if (backEdges == 0) {
            return false;
        }
        Visit visit = find(state, false);
        return visit != null && !visit.backEdges.isEmpty();
    }

    /** Keeps a copy of the current state, which is cut because it equals a checkpoint of an open loop. */
    void addBackEdge(VerifierState current, VerifierState equal) {
        Visit visit = find(equal, false);
        if (visit == null) {
            throw verification.fault("add_scc_backedge: no visit info for call chain at " + equal.slot);
        }
        trace("backedge", visit);
        visit.backEdges.add(new BackEdge(current.copy(), equal));
        backEdges++;
    }

    /** A state has no unfinished paths any more: if it opened a loop, marks of the loop are settled now. */
    void exit(VerifierState state) {
        Visit visit = find(state, false);
        if (visit == null || visit.entry != state) {
            return;
        }
        trace("exit", visit);
        visit.entry = null;
        backEdges -= visit.backEdges.size();
        settle(visit);
    }

    /** Passes marks around until there are no new ones ({@code propagate_backedges}); the latest edge comes first. */
    private void settle(Visit visit) {
        List<BackEdge> edges = visit.backEdges;
        boolean changed = !edges.isEmpty();
        for (int round = 0; changed; round++) {
            if (round > MAX_ROUNDS) {
                if (verification.log.showsInstructions()) {
                    verification.log.line("propagate_backedges: too many iterations");
                }
                for (int i = edges.size() - 1; i >= 0; i--) {
                    precision.markAll(edges.get(i).state());
                }
                break;
            }
            changed = false;
            for (int i = edges.size() - 1; i >= 0; i--) {
                changed |=
                        precision.propagate(edges.get(i).equal(), edges.get(i).state());
            }
        }
        edges.clear();
    }

    private void trace(String what, Visit visit) {
        if (verification.log.showsInstructions()) {
            verification.log.line("SCC " + what + " " + visit);
        }
    }
}
