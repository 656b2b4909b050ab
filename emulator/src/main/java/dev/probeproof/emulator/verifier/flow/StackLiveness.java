// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.VerifierState;

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
 * liveness.commit(state);                  // after it
 * liveness.update(state);                  // at every exit, and where a path is pruned
 * liveness.isAlive(state, slot, frame, i)  // when a kept state is cleaned
 * }</pre>
 */
public final class StackLiveness {
    private final FlowGraph graph;
    private final VerifierLog log;

    public StackLiveness(FlowGraph graph, VerifierLog log) {
        this.graph = graph;
        this.log = log;
    }

    /** An instruction begins: forgets the writes that were marked and not committed. */
    public void begin(VerifierState state, int slot) {
        throw new UnsupportedOperationException(graph + " " + log);
    }

    /** The instruction at a slot may read these stack slots of a frame. */
    public void markRead(VerifierState state, int frame, int slot, long mask) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The instruction that began writes these stack slots of a frame whole. */
    public void markWrite(int frame, long mask) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The instruction that began is done: its writes count, as far as other paths through it write the same. */
    public void commit(VerifierState state) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Works out anew what is alive in the functions of this chain of calls. */
    public void update(VerifierState state) {
        throw new UnsupportedOperationException("not yet");
    }

    /**
     * Whether a stack slot may be read by what comes after.
     *
     * @param slot instruction at which the state was kept ({@link VerifierState#firstSlot})
     */
    public boolean isAlive(VerifierState state, int slot, int frame, int stackSlot) {
        throw new UnsupportedOperationException("not yet");
    }
}
