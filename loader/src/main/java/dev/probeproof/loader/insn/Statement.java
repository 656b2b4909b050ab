// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An instruction in a {@link Code}; what it jumps to, calls or takes the address of is a {@link Label}. */
public final class Statement extends CodeElement {
    private final List<Instruction> slots;
    private final @Nullable Label target;

    private Statement(List<Instruction> slots, @Nullable Label target, int origin) {
        super(origin);
        this.slots = List.copyOf(slots);
        this.target = target;
        if (isRelative(operation()) != (target != null)) {
            throw new IllegalArgumentException(
                    (target == null ? "needs a label to refer to: " : "refers to nothing: ") + this);
        }
    }

    /**
     * An instruction that refers to no place in the code.
     *
     * @throws IllegalArgumentException if it does
     */
    public static Statement of(Operation operation) {
        return new Statement(operation.encode(), null, NEW);
    }

    /**
     * An instruction of one slot that refers to no place in the code.
     *
     * @throws IllegalArgumentException if it does, or has two
     */
    public static Statement of(Instruction instruction) {
        if (instruction.isWide()) {
            throw new IllegalArgumentException("half of a 64-bit load: " + instruction);
        }
        return new Statement(List.of(instruction), null, NEW);
    }

    /**
     * A jump, a call of a function, or the load of a function's address; the distance in it has no meaning.
     *
     * @throws IllegalArgumentException if the operation refers to no place
     */
    public static Statement to(Label target, Operation operation) {
        return new Statement(operation.encode(), target, NEW);
    }

    /** As {@link #to(Label, Operation)}, for an instruction of one slot. */
    public static Statement to(Label target, Instruction instruction) {
        return new Statement(List.of(instruction), target, NEW);
    }

    static Statement read(List<Instruction> slots, @Nullable Label target, int origin) {
        return new Statement(slots, target, origin);
    }

    /** What it does; where it refers to a label, the distance has no meaning. */
    public Operation operation() {
        return Operation.at(Instructions.of(slots), 0);
    }

    /** What it jumps to, calls or takes the address of; null for all others. */
    public @Nullable Label target() {
        return target;
    }

    /** Its slots with that distance to the target, in slots from the instruction behind. */
    List<Instruction> encode(int distance) {
        if (target == null) {
            return slots;
        }
        Instruction first = slots.get(0);
        if (!isByImmediate()) {
            return List.of(first.withOff(distance));
        }
        return slots.size() == 1 ? List.of(first.withImm(distance)) : List.of(first.withImm(distance), slots.get(1));
    }

    /** True if the distance is in the 32-bit immediate, false if it is in the 16-bit offset. */
    boolean isByImmediate() {
        Instruction first = slots.get(0);
        return first.isCall() || first.isWide() || first.opcode() == Opcode.GOTO_LONG;
    }

    static boolean isRelative(Operation operation) {
        return operation.jump().isPresent() || operation.function().isPresent();
    }

    @Override
    int slots() {
        return slots.size();
    }

    /** Its text, with the name of the label in place of a distance. */
    @Override
    public String toString() {
        List<Instruction> shown = encode(0);
        return Disassembler.exact(
                Operation.at(Instructions.of(shown), 0),
                shown,
                new LlvmText(false, target == null ? null : target.name()));
    }
}
