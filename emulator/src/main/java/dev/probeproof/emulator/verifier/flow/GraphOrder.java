// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.loader.insn.Instructions;
import java.util.Arrays;

/** Orders the instructions of each function for analyses that go backwards, and finds their loops. */
final class GraphOrder {
    private static final byte DISCOVERED = 1;
    private static final byte EXPLORED = 2;
    private static final int OFF_STACK = Integer.MAX_VALUE;

    private final FlowGraph graph;
    private final Instructions program;
    private final int size;

    GraphOrder(FlowGraph graph) {
        this.graph = graph;
        program = graph.program;
        size = program.size();
    }

    /** Postorder of a depth-first walk of each function that goes to the target of a jump before what follows it. */
    void computePostorder() {
        byte[] state = new byte[size];
        int[] order = new int[size];
        int[] stack = new int[size + 1];
        int[] starts = new int[graph.subprograms.size() + 1];
        int count = 0;
        for (Subprogram subprogram : graph.subprograms) {
            starts[subprogram.number] = count;
            int depth = 0;
            stack[depth++] = subprogram.start;
            state[subprogram.start] = DISCOVERED;
            while (depth > 0) {
                int top = stack[depth - 1];
                if (state[top] == EXPLORED) {
                    order[count++] = top;
                    depth--;
                    continue;
                }
                state[top] = EXPLORED;
                long successors = Jumps.successors(top, program.get(top));
                depth = discover(Jumps.first(successors), state, stack, depth);
                depth = discover(Jumps.second(successors), state, stack, depth);
            }
        }
        starts[graph.subprograms.size()] = count;
        graph.postorder = Arrays.copyOf(order, count);
        graph.postorderStart = starts;
    }

    private int discover(int slot, byte[] state, int[] stack, int depth) {
        if (slot < 0 || slot >= size || state[slot] != 0) {
            return depth;
        }
        state[slot] = DISCOVERED;
        stack[depth] = slot;
        return depth + 1;
    }

    /**
     * Tarjan's algorithm without recursion. A component gets a number, in the order in which they are found, if it is a
     * loop: more than one instruction, one that jumps to itself, or a call that comes back several times.
     *
     * @param countsCallbacks whether such a call is a loop of its own (after Linux 6.18)
     */
    void computeComponents(boolean countsCallbacks) {
        int[] number = new int[size];
        int[] low = new int[size];
        int[] open = new int[size];
        int[] walk = new int[size + 1];
        int lastNumber = 0;
        int components = 0;
        for (int start = 0; start < size; start++) {
            if (number[start] != 0) {
                continue;
            }
            int opened = 0;
            int depth = 0;
            walk[depth++] = start;
            while (depth > 0) {
                int slot = walk[depth - 1];
                if (number[slot] == 0) {
                    number[slot] = ++lastNumber;
                    low[slot] = lastNumber;
                    open[opened++] = slot;
                }
                int next = lowerOrNext(slot, number, low);
                if (next >= 0) {
                    walk[depth++] = next;
                    continue;
                }
                depth--;
                if (low[slot] < number[slot]) {
                    continue;
                }
                boolean isLoop =
                        open[opened - 1] != slot || leadsToItself(slot) || countsCallbacks && graph.callsCallback[slot];
                if (isLoop) {
                    components++;
                }
                int closed;
                do {
                    closed = open[--opened];
                    low[closed] = OFF_STACK;
                    graph.component[closed] = isLoop ? components : 0;
                } while (closed != slot);
            }
        }
        graph.components = components;
    }

    /** Lowers the mark of a slot by its successors; the first of them that was not met yet is to be walked before, or -1. */
    private int lowerOrNext(int slot, int[] number, int[] low) {
        long successors = Jumps.successors(slot, program.get(slot));
        for (int next : new int[] {Jumps.first(successors), Jumps.second(successors)}) {
            if (next < 0 || next >= size) {
                continue;
            }
            if (number[next] == 0) {
                return next;
            }
            low[slot] = Math.min(low[slot], low[next]);
        }
        return -1;
    }

    private boolean leadsToItself(int slot) {
        long successors = Jumps.successors(slot, program.get(slot));
        return Jumps.first(successors) == slot || Jumps.second(successors) == slot;
    }
}
