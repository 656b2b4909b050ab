// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;

/**
 * {@code r3 = r3 op r4}, with r0 and r1 as scratch. Without branches: a verifier would follow each of them twice, and 20
 * comparisons in a row would be a million ways. So a signed division is an unsigned one between sign changes, which also
 * works before 6.6, where {@code s/} does not exist.
 */
final class ValueOperators {
    private static final int SCRATCH = 0;
    private static final int OTHER_SCRATCH = 1;
    private static final int LEFT = 3;
    private static final int RIGHT = 4;

    private final PrologueCode code;

    ValueOperators(PrologueCode code) {
        this.code = code;
    }

    /** The operation with a constant right operand; false if it needs that in r4. */
    boolean emitImmediate(BinaryOperator operator, long right) {
        int operation = single(operator);
        boolean shifts = operator == BinaryOperator.SHIFT_LEFT
                || operator == BinaryOperator.SHIFT_RIGHT
                || operator == BinaryOperator.SHIFT_RIGHT_SIGNED;
        boolean fits = right == (int) right && (!shifts || right >= 0 && right <= 63);
        if ((operation < 0 && !shifts) || !fits) {
            return false;
        }
        code.emit(Insn.alu64(shifts ? shift(operator) : operation, LEFT, (int) right));
        return true;
    }

    void emit(BinaryOperator operator) {
        switch (operator) {
            case DIVIDE_SIGNED -> divideSigned();
            case SHIFT_LEFT, SHIFT_RIGHT -> shiftUnsigned(shift(operator));
            case SHIFT_RIGHT_SIGNED -> shiftSigned();
            case EQUAL, NOT_EQUAL -> compareEqual(operator == BinaryOperator.EQUAL);
            case LESS_SIGNED -> less(LEFT, RIGHT, false);
            case GREATER_OR_EQUAL_SIGNED -> less(LEFT, RIGHT, true);
            case GREATER_SIGNED -> less(RIGHT, LEFT, false);
            case LESS_OR_EQUAL_SIGNED -> less(RIGHT, LEFT, true);
            default -> register(single(operator), LEFT, RIGHT);
        }
    }

    /** Those that are one instruction: division by 0 in a register yields 0, its remainder the left operand. */
    private static int single(BinaryOperator operator) {
        return switch (operator) {
            case ADD -> Opcode.ADD;
            case SUBTRACT -> Opcode.SUB;
            case MULTIPLY -> Opcode.MUL;
            case DIVIDE_UNSIGNED -> Opcode.DIV;
            case REMAINDER_UNSIGNED -> Opcode.MOD;
            case AND -> Opcode.AND;
            case OR -> Opcode.OR;
            case XOR -> Opcode.XOR;
            default -> -1;
        };
    }

    private static int shift(BinaryOperator operator) {
        return switch (operator) {
            case SHIFT_LEFT -> Opcode.LSH;
            case SHIFT_RIGHT -> Opcode.RSH;
            default -> Opcode.ARSH;
        };
    }

    private void register(int operation, int dst, int src) {
        code.emit(Insn.alu64Reg(operation, dst, src));
    }

    private void immediate(int operation, int dst, int value) {
        code.emit(Insn.alu64(operation, dst, value));
    }

    private void divideSigned() {
        signOf(LEFT, SCRATCH);
        signOf(RIGHT, OTHER_SCRATCH);
        negateIf(LEFT, SCRATCH);
        negateIf(RIGHT, OTHER_SCRATCH);
        register(Opcode.DIV, LEFT, RIGHT);
        register(Opcode.XOR, SCRATCH, OTHER_SCRATCH);
        negateIf(LEFT, SCRATCH);
    }

    /** All ones for a negative value, else 0. */
    private void signOf(int value, int sign) {
        code.emit(Insn.mov64Reg(sign, value));
        immediate(Opcode.ARSH, sign, 63);
    }

    private void negateIf(int value, int sign) {
        register(Opcode.XOR, value, sign);
        register(Opcode.SUB, value, sign);
    }

    /** r0 = all ones if r4 is 64 and more, else 0. */
    private void tooFar() {
        code.emit(Insn.mov64Reg(SCRATCH, RIGHT));
        immediate(Opcode.RSH, SCRATCH, 6);
        // Below 2 to the 58th, so that the sign of the negated number tells it from 0.
        immediate(Opcode.NEG, SCRATCH, 0);
        immediate(Opcode.ARSH, SCRATCH, 63);
    }

    private void shiftUnsigned(int operation) {
        tooFar();
        immediate(Opcode.AND, RIGHT, 63);
        register(operation, LEFT, RIGHT);
        immediate(Opcode.XOR, SCRATCH, -1);
        register(Opcode.AND, LEFT, SCRATCH);
    }

    private void shiftSigned() {
        tooFar();
        register(Opcode.OR, RIGHT, SCRATCH);
        immediate(Opcode.AND, RIGHT, 63);
        register(Opcode.ARSH, LEFT, RIGHT);
    }

    private void compareEqual(boolean equal) {
        register(Opcode.XOR, LEFT, RIGHT);
        code.emit(Insn.mov64Reg(SCRATCH, LEFT));
        immediate(Opcode.NEG, SCRATCH, 0);
        register(Opcode.OR, LEFT, SCRATCH);
        immediate(Opcode.RSH, LEFT, 63);
        if (equal) {
            immediate(Opcode.XOR, LEFT, 1);
        }
    }

    /** The sign of a - b, corrected where the subtraction overflows. */
    private void less(int a, int b, boolean negated) {
        code.emit(Insn.mov64Reg(SCRATCH, a));
        register(Opcode.SUB, SCRATCH, b);
        code.emit(Insn.mov64Reg(OTHER_SCRATCH, a));
        register(Opcode.XOR, OTHER_SCRATCH, b);
        register(Opcode.XOR, a, SCRATCH);
        register(Opcode.AND, a, OTHER_SCRATCH);
        register(Opcode.XOR, a, SCRATCH);
        if (a != LEFT) {
            code.emit(Insn.mov64Reg(LEFT, a));
        }
        immediate(Opcode.RSH, LEFT, 63);
        if (negated) {
            immediate(Opcode.XOR, LEFT, 1);
        }
    }
}
