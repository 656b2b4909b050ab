// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Branches that constants decide on every path become plain jumps before any path is followed; releases after 6.18 do so.
 * Constants are followed forward through each function, from block to block, until they hold on all ways that lead to a
 * block.
 */
final class ConstantBranches {
    private final FlowGraph graph;
    private final Instructions program;
    /** What is known where a block starts; none for blocks that were not come to. */
    private final @Nullable KnownRegisters[] blocks;

    private final Deque<Integer> open = new ArrayDeque<>();
    private final boolean[] isOpen;
    private final boolean[] startsBlock;

    ConstantBranches(FlowGraph graph) {
        this.graph = graph;
        program = graph.program;
        startsBlock = new boolean[program.size()];
        isOpen = new boolean[program.size()];
        blocks = new KnownRegisters[program.size()];
    }

    /** The program with the branches that are decided replaced, or the same if there are none. */
    Instructions fold() {
        findBlocks();
        for (Subprogram subprogram : graph.subprograms) {
            merge(subprogram.start, new KnownRegisters());
        }
        while (!open.isEmpty()) {
            int start = open.remove();
            isOpen[start] = false;
            follow(start, null);
        }
        List<Instruction> folded = new ArrayList<>(program.asList());
        boolean[] isFolded = new boolean[1];
        for (int start = 0; start < blocks.length; start++) {
            follow(start, (slot, jump) -> {
                folded.set(slot, jump);
                isFolded[0] = true;
            });
        }
        return isFolded[0] ? Instructions.of(folded) : program;
    }

    private interface Replacement {
        void replace(int slot, Instruction jump);
    }

    private void findBlocks() {
        for (Subprogram subprogram : graph.subprograms) {
            startsBlock[subprogram.start] = true;
        }
        for (int slot = 0; slot < program.size(); slot += Jumps.slots(program.get(slot))) {
            Instruction instruction = program.get(slot);
            if (Jumps.isJump(instruction)) {
                startsBlock[Jumps.target(slot, instruction)] = true;
            }
        }
    }

    /** Goes through a block; hands on what is known to the blocks behind it, or replaces branches. */
    private void follow(int start, @Nullable Replacement replacement) {
        KnownRegisters there = blocks[start];
        if (there == null) {
            return;
        }
        KnownRegisters known = there.copy();
        int slot = start;
        do {
            Instruction instruction = program.get(slot);
            if (replacement != null) {
                Instruction jump = decided(instruction, known);
                if (jump != null) {
                    replacement.replace(slot, jump);
                }
            }
            known.pass(program, slot);
            long successors = Jumps.successors(slot, instruction);
            int next = slot + Jumps.slots(instruction);
            if (Jumps.second(successors) >= 0 && replacement == null) {
                merge(Jumps.second(successors), known);
            }
            if (Jumps.first(successors) != next) {
                if (Jumps.first(successors) >= 0 && replacement == null) {
                    merge(Jumps.first(successors), known);
                }
                return;
            }
            slot = next;
        } while (!startsBlock[slot]);
        if (replacement == null) {
            merge(slot, known);
        }
    }

    private void merge(int start, KnownRegisters known) {
        KnownRegisters there = blocks[start];
        if (there == null) {
            blocks[start] = known.copy();
            open(start);
        } else if (there.keepOnlyWhatIsIn(known)) {
            open(start);
        }
    }

    private void open(int start) {
        if (!isOpen[start]) {
            isOpen[start] = true;
            open.add(start);
        }
    }

    private static @Nullable Instruction decided(Instruction instruction, KnownRegisters known) {
        int operation = instruction.opcode() & 0xf0;
        boolean isBranch = Jumps.isJump(instruction) && operation != Opcode.JA && operation != Opcode.JCOND;
        boolean byRegister = (instruction.opcode() & Opcode.X) != 0;
        if (!isBranch || !known.isConstant(instruction.dst()) || byRegister && !known.isConstant(instruction.src())) {
            return null;
        }
        long left = known.value(instruction.dst());
        long right = byRegister ? known.value(instruction.src()) : instruction.imm();
        boolean wide = instruction.instructionClass() == Opcode.JMP;
        boolean jumps = wide ? holds(operation, left, right) : holdsNarrow(operation, (int) left, (int) right);
        return new Instruction(Opcode.GOTO, 0, 0, jumps ? instruction.off() : 0, 0);
    }

    private static boolean holdsNarrow(int operation, int left, int right) {
        boolean isSigned = operation == Opcode.JSGT
                || operation == Opcode.JSGE
                || operation == Opcode.JSLT
                || operation == Opcode.JSLE;
        return isSigned ? holds(operation, left, right) : holds(operation, left & 0xffff_ffffL, right & 0xffff_ffffL);
    }

    private static boolean holds(int operation, long left, long right) {
        int unsigned = Long.compareUnsigned(left, right);
        return switch (operation) {
            case Opcode.JEQ -> left == right;
            case Opcode.JNE -> left != right;
            case Opcode.JSET -> (left & right) != 0;
            case Opcode.JGT -> unsigned > 0;
            case Opcode.JGE -> unsigned >= 0;
            case Opcode.JLT -> unsigned < 0;
            case Opcode.JLE -> unsigned <= 0;
            case Opcode.JSGT -> left > right;
            case Opcode.JSGE -> left >= right;
            case Opcode.JSLT -> left < right;
            default -> left <= right;
        };
    }
}
