// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import java.util.ArrayList;
import java.util.List;

/** Instructions under construction, with labels for jumps forward. */
final class PrologueCode {
    /** A place that jumps name before it is known. */
    static final class Label {
        private int slot = -1;
    }

    private record Jump(int slot, Label target) {}

    private final int capacity;
    private final List<Instruction> slots = new ArrayList<>();
    private final List<Jump> jumps = new ArrayList<>();

    /** @param capacity how many slots may be filled before {@link PrologueException.Reason#TOO_LONG} */
    PrologueCode(int capacity) {
        this.capacity = capacity;
    }

    int size() {
        return slots.size();
    }

    PrologueCode emit(Instruction instruction) {
        if (slots.size() >= capacity) {
            throw new PrologueException(
                    PrologueException.Reason.TOO_LONG,
                    "the prologue does not fit: it needs more than the " + Math.max(capacity, 0)
                            + " instructions that are left for it");
        }
        slots.add(instruction);
        return this;
    }

    /** {@code dst = value} in one slot where 32 bits hold it, in two otherwise. */
    PrologueCode constant(int dst, long value) {
        if (value == (int) value) {
            return emit(Insn.mov64(dst, (int) value));
        }
        return emit(Insn.loadImm64(dst, value)).emit(Insn.highHalf(value));
    }

    /** {@code if dst != 0 goto target}. */
    PrologueCode jumpIfNotZero(int dst, Label target) {
        jumps.add(new Jump(slots.size(), target));
        return emit(Insn.jump(Opcode.JNE, dst, 0, 0));
    }

    PrologueCode goTo(Label target) {
        jumps.add(new Jump(slots.size(), target));
        return emit(Insn.goTo(0));
    }

    PrologueCode mark(Label label) {
        label.slot = slots.size();
        return this;
    }

    /** The instructions with every jump resolved. */
    Instructions finish() {
        for (Jump jump : jumps) {
            int offset = jump.target().slot - (jump.slot() + 1);
            if (jump.target().slot < 0 || offset != (short) offset) {
                throw new PrologueException(
                        PrologueException.Reason.INTERNAL,
                        "the jump at slot " + jump.slot() + " of the prologue has no reachable target");
            }
            slots.set(jump.slot(), slots.get(jump.slot()).withOff(offset));
        }
        return Instructions.of(slots);
    }
}
