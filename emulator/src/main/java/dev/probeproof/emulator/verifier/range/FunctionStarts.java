// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.range;

import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import static dev.probeproof.loader.insn.Opcode.*;

/** Where functions and blocks begin, and who calls whom, as far as a run gets. */
final class FunctionStarts {
    private final TreeSet<Integer> starts = new TreeSet<>();
    private final TreeSet<Integer> entries = new TreeSet<>();
    private final Map<Integer, List<Integer>> callers = new HashMap<>();
    private final BitSet blocks = new BitSet();
    private final BitSet ends = new BitSet();

    FunctionStarts(Instructions program, ProgramProof proof) {
        starts.add(0);
        entries.add(0);
        blocks.set(0);
        for (int slot = 0; slot < program.size(); slot += program.get(slot).isWide() ? 2 : 1) {
            if (proof.isReached(slot)) {
                look(program, slot);
            }
        }
        callers.replaceAll((callee, slots) -> slots.stream().map(this::blockOf).toList());
    }

    private void look(Instructions program, int slot) {
        Instruction instruction = program.get(slot);
        boolean calls = instruction.opcode() == CALL && instruction.src() == PSEUDO_CALL;
        if (calls) {
            int callee = slot + 1 + instruction.imm();
            callers.computeIfAbsent(callee, any -> new ArrayList<>()).add(slot);
            starts.add(callee);
            blocks.set(callee);
        } else if (instruction.isWide() && instruction.src() == PSEUDO_FUNC) {
            int function = slot + 1 + instruction.imm();
            starts.add(function);
            entries.add(function);
            blocks.set(function);
        }
        if (calls || instruction.opcode() == EXIT || isGoto(instruction) || isConditional(instruction)) {
            ends.set(slot);
            blocks.set(slot + 1);
            if (isGoto(instruction) || isConditional(instruction)) {
                blocks.set(target(program, slot));
            }
        }
    }

    /** Functions that begin with whatever a kernel hands them. */
    Iterable<Integer> entries() {
        return entries;
    }

    /** The first slot of the function that a slot belongs to. */
    int of(int slot) {
        return starts.floor(slot);
    }

    boolean isCalled(int slot) {
        return callers.containsKey(slot);
    }

    /** The blocks that end with a call of a function. */
    List<Integer> callersOf(int function) {
        return callers.getOrDefault(function, List.of());
    }

    boolean beginsBlock(int slot) {
        return blocks.get(slot);
    }

    /** Whether it is a jump, an exit or a call of a function. */
    boolean endsBlock(int slot) {
        return ends.get(slot);
    }

    private int blockOf(int slot) {
        return blocks.previousSetBit(slot);
    }

    static boolean isGoto(Instruction instruction) {
        return instruction.opcode() == GOTO || instruction.opcode() == GOTO_LONG;
    }

    static boolean isConditional(Instruction instruction) {
        int cls = instruction.instructionClass();
        int operation = instruction.opcode() & 0xf0;
        return (cls == JMP || cls == JMP32) && operation != CALL_OP && operation != EXIT_OP && operation != JA;
    }

    static int target(Instructions program, int slot) {
        Instruction instruction = program.get(slot);
        return slot + 1 + (instruction.opcode() == GOTO_LONG ? instruction.imm() : instruction.off());
    }
}
