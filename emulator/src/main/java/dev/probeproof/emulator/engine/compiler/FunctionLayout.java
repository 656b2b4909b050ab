// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * One function of a program: slots from start to end, and where its blocks begin. A block is entered at its first
 * instruction only and left at its last.
 */
final class FunctionLayout {
    private final Instructions program;
    private final int start;
    private final int end;
    private final boolean[] begins;
    private final boolean[] isTarget;

    private FunctionLayout(Instructions program, int start, int end) {
        this.program = program;
        this.start = start;
        this.end = end;
        this.begins = new boolean[end - start + 1];
        this.isTarget = new boolean[end - start + 1];
        findBlocks();
    }

    /** The functions of a program, in order: it, and what is called or handed to a helper. */
    static List<FunctionLayout> of(Instructions program, ProgramProof proof) {
        TreeSet<Integer> starts = new TreeSet<>();
        starts.add(0);
        for (int slot = 0; slot < program.size(); slot += program.get(slot).isWide() ? 2 : 1) {
            Instruction instruction = program.get(slot);
            boolean names = instruction.opcode() == CALL && instruction.src() == PSEUDO_CALL
                    || instruction.isWide() && instruction.src() == PSEUDO_FUNC;
            if (names && proof.isReached(slot)) {
                starts.add(slot + 1 + instruction.imm());
            }
        }
        List<FunctionLayout> functions = new ArrayList<>();
        for (int start : starts) {
            Integer next = starts.higher(start);
            functions.add(new FunctionLayout(program, start, next == null ? program.size() : next));
        }
        return functions;
    }

    private void findBlocks() {
        begins[0] = true;
        for (int slot = start; slot < end; slot = next(slot)) {
            Instruction instruction = program.get(slot);
            if (!isJump(instruction)) {
                continue;
            }
            begins[next(slot) - start] = true;
            if (instruction.opcode() != EXIT) {
                mark(target(slot));
            }
        }
    }

    private void mark(int slot) {
        if (slot >= start && slot < end) {
            begins[slot - start] = true;
            isTarget[slot - start] = true;
        }
    }

    /** Makes blocks begin at more slots, so that the function can be written in parts there. */
    void divide(List<Integer> slots) {
        slots.forEach(slot -> begins[slot - start] = true);
    }

    int start() {
        return start;
    }

    /** One past the last slot. */
    int end() {
        return end;
    }

    boolean beginsBlock(int slot) {
        return begins[slot - start];
    }

    /** Whether a jump goes there. */
    boolean isTarget(int slot) {
        return isTarget[slot - start];
    }

    /** The slot of the instruction after the one at a slot. */
    int next(int slot) {
        return slot + (program.get(slot).isWide() ? 2 : 1);
    }

    /** Where a jump goes if it is taken. */
    int target(int slot) {
        Instruction instruction = program.get(slot);
        return slot + 1 + (instruction.opcode() == GOTO_LONG ? instruction.imm() : instruction.off());
    }

    /** Instructions of a block from a slot on. */
    int instructionsFrom(int slot) {
        int count = 0;
        int at = slot;
        do {
            count++;
            at = next(at);
        } while (at < end && !begins[at - start]);
        return count;
    }

    /** Whether control may go elsewhere than to the next instruction: jumps and exit, not calls. */
    static boolean isJump(Instruction instruction) {
        int cls = instruction.instructionClass();
        return (cls == JMP || cls == JMP32) && (instruction.opcode() & 0xf0) != CALL_OP;
    }

    static boolean isConditional(Instruction instruction) {
        return isJump(instruction)
                && instruction.opcode() != EXIT
                && instruction.opcode() != GOTO
                && instruction.opcode() != GOTO_LONG;
    }
}
