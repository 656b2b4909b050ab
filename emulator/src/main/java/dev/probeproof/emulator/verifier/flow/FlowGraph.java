// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.loader.insn.Instructions;
import java.util.List;
import java.util.Locale;

/**
 * What the shape of a program says about each of its instructions, by slot: where paths join and fork, which registers
 * are still needed, and what is part of a loop. Second slots of 64-bit loads have nothing of it.
 */
public final class FlowGraph {
    /** Replaced when branches are folded. */
    Instructions program;

    final List<Subprogram> subprograms;
    final boolean[] prunePoint;
    final boolean[] jumpPoint;
    final boolean[] forcedCheckpoint;
    final boolean[] callsCallback;
    final boolean[] iteratorNext;
    final int[] liveBefore;
    final int[] component;
    int components;
    /** Slots of each function, callees of an edge before its origin as far as loops allow; function after function. */
    int[] postorder = {};
    /** Where each function's part of {@link #postorder} begins, and one more for the end. */
    int[] postorderStart = {};

    private final int[] functionOf;

    FlowGraph(Instructions program, List<Subprogram> subprograms) {
        this.program = program;
        this.subprograms = subprograms;
        int size = program.size();
        prunePoint = new boolean[size];
        jumpPoint = new boolean[size];
        forcedCheckpoint = new boolean[size];
        callsCallback = new boolean[size];
        iteratorNext = new boolean[size];
        liveBefore = new int[size];
        component = new int[size];
        functionOf = new int[size];
        for (Subprogram subprogram : subprograms) {
            for (int slot = subprogram.start; slot < subprogram.end; slot++) {
                functionOf[slot] = subprogram.number;
            }
        }
    }

    /** Number of slots. */
    public int size() {
        return program.size();
    }

    /** States are compared and kept before this instruction. */
    public boolean isPrunePoint(int slot) {
        return prunePoint[slot];
    }

    /** Paths may come here from elsewhere than the slot before: the history needs an entry. */
    public boolean isJumpPoint(int slot) {
        return jumpPoint[slot];
    }

    /** A state is kept here whenever a path comes by. */
    public boolean isForcedCheckpoint(int slot) {
        return forcedCheckpoint[slot];
    }

    /** The call at this slot calls a function of the program before it returns. */
    public boolean callsCallback(int slot) {
        return callsCallback[slot];
    }

    /** The call at this slot steps an iterator. */
    public boolean isIteratorNext(int slot) {
        return iteratorNext[slot];
    }

    /** Registers that may be read from here on before they are written, bit n for rn. */
    public int liveBefore(int slot) {
        return liveBefore[slot];
    }

    /** Number of the strongly connected component that the instruction is part of, from 1; 0 if it is in no loop. */
    public int component(int slot) {
        return component[slot];
    }

    /** How many components there are: their numbers are 1 to this. */
    public int components() {
        return components;
    }

    /** The function that a slot belongs to. */
    public Subprogram subprogramAt(int slot) {
        return subprograms.get(functionOf[slot]);
    }

    /** The function that starts at a slot, or -1. */
    public int subprogramStartingAt(int slot) {
        if (slot < 0 || slot >= functionOf.length) {
            return -1;
        }
        int number = functionOf[slot];
        return subprograms.get(number).start == slot ? number : -1;
    }

    /**
     * The block of the log that says which registers are live (Linux 6.15, level 2).
     *
     * @param text an instruction as the log prints it
     */
    public void writeLiveRegisters(VerifierLog log, InstructionText text) {
        if (!log.showsInstructions()) {
            return;
        }
        log.line("Live regs before insn:");
        for (int slot = 0; slot < size(); slot++) {
            StringBuilder line = new StringBuilder();
            line.append(component[slot] == 0 ? "    " : String.format(Locale.ROOT, "%3d ", component[slot]));
            line.append(String.format(Locale.ROOT, "%3d: ", slot));
            for (int register = 0; register < 10; register++) {
                line.append((liveBefore[slot] >>> register & 1) == 0 ? '.' : (char) ('0' + register));
            }
            log.write(
                    line.append(' ').append(text.at(program, slot)).append('\n').toString());
            if (program.get(slot).isWide()) {
                slot++;
            }
        }
    }
}
