// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels for everything that a program refers to in itself. */
final class CodeLabels {
    private final Instructions program;
    private final BitSet starts = new BitSet();
    private final Map<Integer, Label> functions = new HashMap<>();
    private final Map<Integer, Label> jumps = new HashMap<>();
    private final Map<Integer, Label> targets = new HashMap<>();

    private CodeLabels(Instructions program) {
        this.program = program;
    }

    static CodeLabels of(Instructions program) {
        CodeLabels labels = new CodeLabels(program);
        for (int slot = 0;
                slot < program.size();
                slot += Operation.at(program, slot).slots()) {
            labels.starts.set(slot);
        }
        if (!program.isEmpty()) {
            labels.function(0);
        }
        for (int slot = labels.starts.nextSetBit(0); slot >= 0; slot = labels.starts.nextSetBit(slot + 1)) {
            labels.refer(slot, Operation.at(program, slot));
        }
        return labels;
    }

    /** The labels that stand before the instruction of a slot. */
    List<Label> at(int slot) {
        List<Label> labels = new ArrayList<>(2);
        if (functions.containsKey(slot)) {
            labels.add(functions.get(slot));
        }
        if (jumps.containsKey(slot)) {
            labels.add(jumps.get(slot));
        }
        return labels;
    }

    /** What the instruction of a slot refers to, if it refers to anything. */
    @Nullable
    Label target(int slot) {
        return targets.get(slot);
    }

    private void refer(int slot, Operation operation) {
        operation.jump().ifPresent(distance -> {
            int target = checked(slot, distance);
            targets.put(slot, jumps.computeIfAbsent(target, at -> new Label("L" + at, false, at)));
        });
        operation.function().ifPresent(distance -> targets.put(slot, function(checked(slot, distance))));
    }

    private Label function(int slot) {
        return functions.computeIfAbsent(slot, at -> new Label("function_" + at, true, at));
    }

    private int checked(int slot, int distance) {
        long target = slot + 1L + distance;
        if (target < 0 || target >= program.size() || !starts.get((int) target)) {
            throw new CodeException(
                    CodeException.Problem.NO_INSTRUCTION_THERE,
                    slot,
                    "insn " + slot + " '" + Disassembler.disassemble(program, slot, Dialect.LLVM) + "' refers to insn "
                            + target + ", which is "
                            + (target >= 0 && target < program.size()
                                    ? "the second half of a 64-bit load"
                                    : "not in the program of " + program.size()));
        }
        return (int) target;
    }
}
