// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Callees before callers, which releases after 6.18 work out first and refuse recursion by. */
final class CallOrder {
    private static final byte OPEN = 1;
    private static final byte DONE = 2;

    private final FlowGraph graph;
    private final VerifierLog log;
    private final byte[] state;
    private final BitSet isReached = new BitSet();
    private final List<Subprogram> order = new ArrayList<>();

    CallOrder(FlowGraph graph, VerifierLog log) {
        this.graph = graph;
        this.log = log;
        state = new byte[graph.subprograms.size()];
        for (int slot : graph.postorder) {
            isReached.set(slot);
        }
    }

    void check() {
        for (Subprogram subprogram : graph.subprograms) {
            if (state[subprogram.number] == 0) {
                visit(subprogram);
            }
        }
        if (log.showsInstructions()) {
            for (int i = 0; i < order.size(); i++) {
                log.line("topo_order[%d] = %s", i, order.get(i).name);
            }
        }
    }

    /** Not deeper than there are functions, of which there are at most 256. */
    private void visit(Subprogram caller) {
        state[caller.number] = OPEN;
        for (int slot = caller.start; slot < caller.end; slot++) {
            Instruction instruction = graph.program.get(slot);
            // What lies behind a branch that constants decide is not called.
            if (!isReached.get(slot) || !Jumps.isFunctionCall(instruction) && !Jumps.isFunctionAddress(instruction)) {
                continue;
            }
            Subprogram callee = graph.subprogramAt(Jumps.function(slot, instruction));
            if (state[callee.number] == OPEN && Jumps.isFunctionCall(instruction)) {
                log.line("recursive call from %s() to %s()", caller.name, callee.name);
                throw new Rejection(Errno.EINVAL);
            }
            if (state[callee.number] == 0) {
                visit(callee);
            }
        }
        state[caller.number] = DONE;
        order.add(caller);
    }
}
