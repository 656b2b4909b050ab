// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.VerifierState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which stack slots are still read from a place on (Linux 6.18; a stand-in for the read marks of older releases). While
 * paths are followed, each instruction records what it may read and what it certainly writes, for each chain of calls that
 * leads to it; from these the slots that are alive before each instruction are worked out whenever a path ends.
 *
 * <p>Slots are numbered as in a frame: {@code i} is the 8 bytes at {@code fp - 8 * (i + 1)}; masks have bit i for slot i.
 *
 * <pre>{@code
 * liveness.begin(state, slot);             // before an instruction is looked at
 * liveness.markRead(state, frame, slot, 1L << i);
 * liveness.markWrite(frame, 1L << i);
 * liveness.commit();                       // after it
 * liveness.update(state);                  // at every exit, and where a path is pruned
 * liveness.at(state, slot).isAlive(frame, i)  // when a kept state is cleaned
 * }</pre>
 */
public final class StackLiveness {
    private final FlowGraph graph;
    private final VerifierLog log;
    /** Only looked up by key: the order of a hash map shows nowhere. */
    private final Map<CallChain, FunctionInstance> instances = new HashMap<>();

    private final MaskBudget budget = new MaskBudget();

    private final long[] writes = new long[16];
    private int writingSlot;
    private @Nullable FunctionInstance writing;
    /** The state of the path under way, which a call or an exit takes into another function before the commit. */
    private @Nullable VerifierState writer;
    /** The instance looked up last: most questions are about the function under way. */
    private @Nullable FunctionInstance current;

    public StackLiveness(FlowGraph graph, VerifierLog log) {
        this.graph = graph;
        this.log = log;
    }

    /** An instruction begins: forgets the writes that were marked and not committed. */
    public void begin(VerifierState state, int slot) {
        begin(instance(state, state.currentFrame()), slot);
        writer = state;
    }

    private void begin(FunctionInstance instance, int slot) {
        writing = instance;
        writingSlot = slot;
        Arrays.fill(writes, 0, instance.chain.frame() + 1, 0);
    }

    /** The instruction at a slot of the function under way may read these stack slots of a frame. */
    public void markRead(VerifierState state, int frame, int slot, long mask) {
        instance(state, state.currentFrame()).markRead(frame, slot, mask);
    }

    /** The instruction that began writes these stack slots of a frame whole. */
    public void markWrite(int frame, long mask) {
        writes[frame] |= mask;
    }

    /**
     * The instruction that began is done: its writes count, as far as other paths through it write the same. A call of a
     * function writes nothing itself; what the callee does is passed on to it later.
     */
    public void commit() {
        FunctionInstance instance = writing;
        VerifierState state = writer;
        if (instance != null && state != null && instance.chain.isOf(state, state.currentFrame())) {
            instance.commitWrites(writingSlot, writes);
        }
        writing = null;
        writer = null;
    }

    /** The instruction that began is a call that goes into a function: what that one does is told when it returns. */
    public void abandon() {
        writing = null;
    }

    /** Works out anew what is alive in the functions of this chain of calls, the innermost first. */
    public void update(VerifierState state) {
        for (int frame = state.currentFrame(); frame >= 0; frame--) {
            FunctionInstance instance = instance(state, frame);
            if (instance.solve(graph, log) && frame > 0) {
                passOn(instance, instance(state, frame - 1));
            }
            instance.settled();
        }
    }

    /** A call does to the stacks of its callers what the callee does. */
    private void passOn(FunctionInstance callee, FunctionInstance caller) {
        int callSite = callee.chain.callSite();
        int start = callee.chain.start();
        begin(caller, callSite);
        for (int frame = 0; frame <= caller.chain.frame(); frame++) {
            if (callee.tracks(frame)) {
                markWrite(frame, callee.writtenFrom(frame, start));
                caller.markRead(frame, callSite, callee.liveBefore(frame, start));
            }
        }
        caller.commitWrites(callSite, writes);
        writing = null;
    }

    /**
     * What is alive in a state that was kept.
     *
     * @param slot instruction at which it was kept
     */
    public Query at(VerifierState state, int slot) {
        FunctionInstance[] chain = new FunctionInstance[state.currentFrame() + 1];
        for (int frame = 0; frame < chain.length; frame++) {
            chain[frame] = instance(state, frame);
        }
        return new Query(graph, chain, slot);
    }

    /** Whether slots of one kept state are alive. */
    public static final class Query {
        private final FlowGraph graph;
        private final FunctionInstance[] chain;
        private final int slot;

        private Query(FlowGraph graph, FunctionInstance[] chain, int slot) {
            this.graph = graph;
            this.chain = chain;
            this.slot = slot;
        }

        /** Whether a stack slot of a frame may be read by what comes after, there or once the callers go on. */
        public boolean isAlive(int frame, int stackSlot) {
            int last = chain.length - 1;
            if (chain[last].isLiveBefore(slot, frame, stackSlot)) {
                return true;
            }
            for (int i = frame; i < last; i++) {
                int callSite = chain[last].chain.site(i);
                int resumed = graph.callsCallback(callSite) ? callSite : callSite + 1;
                if (chain[i].isLiveBefore(resumed, frame, stackSlot)) {
                    return true;
                }
            }
            return false;
        }
    }

    private FunctionInstance instance(VerifierState state, int frame) {
        FunctionInstance last = current;
        if (last != null && last.chain.isOf(state, frame)) {
            return last;
        }
        CallChain chain = CallChain.of(state, frame, graph.subprograms);
        FunctionInstance found = instances.get(chain);
        if (found == null) {
            found = new FunctionInstance(chain, graph.subprogramAt(chain.start()), budget);
            instances.put(chain, found);
        }
        current = found;
        return found;
    }
}
