// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.insn.Instruction;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

import static dev.probeproof.loader.insn.Opcode.*;

/** Conditions. Small numbers are compared as ints, so that HotSpot sees counted loops. */
final class JumpWriter {
    private final FunctionScope scope;

    JumpWriter(FunctionScope scope) {
        this.scope = scope;
    }

    /** Goes to the label if the condition holds. */
    void write(int slot, Instruction instruction, Label taken) {
        int operation = instruction.opcode() & 0xf0;
        boolean wide = instruction.instructionClass() == JMP;
        boolean small = isSmall(slot, instruction);
        if (isNullCheck(scope.tracking, slot, instruction)) {
            scope.loadIndex(instruction.dst());
            scope.out.visitJumpInsn(operation == JEQ ? Opcodes.IFLT : Opcodes.IFGE, taken);
        } else if (operation == JSET) {
            bits(slot, instruction, wide && !small, taken);
        } else if (!small && !wide && isUnsigned(operation) && areWords(slot, instruction)) {
            words(slot, instruction, operation, taken);
        } else if (small || !wide) {
            ints(slot, instruction, operation, small, taken);
        } else {
            longs(slot, instruction, operation, taken);
        }
    }

    /** Of a value that was looked up: nowhere has an index below zero, and the index is what the next access needs. */
    static boolean isNullCheck(Tracking tracking, int slot, Instruction instruction) {
        RegisterProof known = tracking.before(slot, instruction.dst());
        int operation = instruction.opcode() & 0xf0;
        return (operation == JEQ || operation == JNE)
                && instruction.instructionClass() == JMP
                && !usesRegister(instruction)
                && instruction.imm() == 0
                && known.kind() == Kind.MAP_VALUE
                && known.isConstant()
                && known.min() >= 0;
    }

    /** Whether a condition is one of two ints, by which HotSpot may count a loop. */
    boolean comparesSmallNumbers(int slot, Instruction instruction) {
        return (instruction.opcode() & 0xf0) != JSET && isSmall(slot, instruction);
    }

    private boolean isSmall(int slot, Instruction instruction) {
        boolean operand =
                usesRegister(instruction) ? scope.tracking.isSmall(slot, instruction.src()) : instruction.imm() >= 0;
        return operand && scope.tracking.isSmall(slot, instruction.dst());
    }

    private static boolean usesRegister(Instruction instruction) {
        return (instruction.opcode() & X) != 0;
    }

    private void bits(int slot, Instruction instruction, boolean wide, Label taken) {
        if (wide) {
            scope.load(slot, instruction.dst());
            longOperand(slot, instruction);
            scope.out.visitInsn(Opcodes.LAND);
            scope.out.visitInsn(Opcodes.LCONST_0);
            scope.out.visitInsn(Opcodes.LCMP);
        } else {
            scope.loadInt(slot, instruction.dst());
            intOperand(slot, instruction);
            scope.out.visitInsn(Opcodes.IAND);
        }
        scope.out.visitJumpInsn(Opcodes.IFNE, taken);
    }

    private void ints(int slot, Instruction instruction, int operation, boolean small, Label taken) {
        boolean shifted = isUnsigned(operation) && !small;
        int asked = small ? ordered(slot, instruction, operation) : operation;
        scope.loadInt(slot, instruction.dst());
        if (shifted) {
            scope.push(Integer.MIN_VALUE);
            scope.out.visitInsn(Opcodes.IADD);
        }
        if (shifted && !usesRegister(instruction)) {
            scope.push(instruction.imm() + Integer.MIN_VALUE);
        } else {
            intOperand(slot, instruction);
            if (shifted) {
                scope.push(Integer.MIN_VALUE);
                scope.out.visitInsn(Opcodes.IADD);
            }
        }
        scope.out.visitJumpInsn(compared(asked), taken);
    }

    /**
     * The end of a range is what differs from all else by being the least or the greatest. HotSpot knows a counted loop by
     * such a comparison, whatever its step.
     */
    private int ordered(int slot, Instruction instruction, int operation) {
        RegisterProof known = scope.tracking.before(slot, instruction.dst());
        boolean equality = !usesRegister(instruction) && (operation == JEQ || operation == JNE);
        if (equality && known.min() < known.max() && instruction.imm() == known.max()) {
            return operation == JEQ ? JGE : JLT;
        }
        if (equality && known.min() < known.max() && instruction.imm() == known.min()) {
            return operation == JEQ ? JLE : JGT;
        }
        return operation;
    }

    private void longs(int slot, Instruction instruction, int operation, Label taken) {
        boolean shifted = isUnsigned(operation) && !hasClearSigns(slot, instruction);
        scope.load(slot, instruction.dst());
        if (shifted) {
            scope.push(Long.MIN_VALUE);
            scope.out.visitInsn(Opcodes.LADD);
        }
        if (shifted && !usesRegister(instruction)) {
            scope.push(instruction.imm() + Long.MIN_VALUE);
        } else {
            longOperand(slot, instruction);
            if (shifted) {
                scope.push(Long.MIN_VALUE);
                scope.out.visitInsn(Opcodes.LADD);
            }
        }
        scope.out.visitInsn(Opcodes.LCMP);
        scope.out.visitJumpInsn(comparedToZero(operation), taken);
    }

    /** Whether the upper halves of both registers are zero: then all 64 bits compare as the lower halves do without sign. */
    private boolean areWords(int slot, Instruction instruction) {
        return isWord(scope.tracking.before(slot, instruction.dst()))
                && (!usesRegister(instruction) || isWord(scope.tracking.before(slot, instruction.src())));
    }

    private static boolean isWord(RegisterProof known) {
        return known.kind() == Kind.NUMBER && known.min() >= 0 && known.max() >= 0 && known.max() <= 0xffff_ffffL;
    }

    private void words(int slot, Instruction instruction, int operation, Label taken) {
        scope.load(slot, instruction.dst());
        if (usesRegister(instruction)) {
            scope.load(slot, instruction.src());
        } else {
            scope.push(instruction.imm() & 0xffff_ffffL);
        }
        scope.out.visitInsn(Opcodes.LCMP);
        scope.out.visitJumpInsn(comparedToZero(operation), taken);
    }

    /** Whether both sides are less than 2⁶³, so that signed order is unsigned order. */
    private boolean hasClearSigns(int slot, Instruction instruction) {
        boolean right = usesRegister(instruction)
                ? hasClearSign(scope.tracking.before(slot, instruction.src()))
                : instruction.imm() >= 0;
        return right && hasClearSign(scope.tracking.before(slot, instruction.dst()));
    }

    private static boolean hasClearSign(RegisterProof known) {
        return known.kind() == Kind.NUMBER && known.max() >= 0;
    }

    private void intOperand(int slot, Instruction instruction) {
        if (usesRegister(instruction)) {
            scope.loadInt(slot, instruction.src());
        } else {
            scope.push(instruction.imm());
        }
    }

    private void longOperand(int slot, Instruction instruction) {
        if (usesRegister(instruction)) {
            scope.load(slot, instruction.src());
        } else {
            scope.push((long) instruction.imm());
        }
    }

    private static boolean isUnsigned(int operation) {
        return operation == JGT || operation == JGE || operation == JLT || operation == JLE;
    }

    private static int comparedToZero(int operation) {
        return switch (operation) {
            case JEQ -> Opcodes.IFEQ;
            case JNE -> Opcodes.IFNE;
            case JGT, JSGT -> Opcodes.IFGT;
            case JGE, JSGE -> Opcodes.IFGE;
            case JLT, JSLT -> Opcodes.IFLT;
            case JLE, JSLE -> Opcodes.IFLE;
            default -> throw new IllegalStateException("condition " + operation);
        };
    }

    private static int compared(int operation) {
        return switch (operation) {
            case JEQ -> Opcodes.IF_ICMPEQ;
            case JNE -> Opcodes.IF_ICMPNE;
            case JGT, JSGT -> Opcodes.IF_ICMPGT;
            case JGE, JSGE -> Opcodes.IF_ICMPGE;
            case JLT, JSLT -> Opcodes.IF_ICMPLT;
            case JLE, JSLE -> Opcodes.IF_ICMPLE;
            default -> throw new IllegalStateException("condition " + operation);
        };
    }
}
