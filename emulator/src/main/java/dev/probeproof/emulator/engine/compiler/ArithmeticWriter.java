// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.compiler.Tracking.Form;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.insn.Instruction;
import org.objectweb.asm.Opcodes;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Arithmetic. A result that is proved small is computed as an int where the low 32 bits of the operands are enough for
 * it; a pointer plus a number is a sum of addresses and a sum of indexes, of which HotSpot drops the one nobody needs.
 */
final class ArithmeticWriter {
    private static final String DIVISION = Division.class.getName().replace('.', '/');
    private static final long LOW_32 = 0xffff_ffffL;

    private final FunctionScope scope;

    ArithmeticWriter(FunctionScope scope) {
        this.scope = scope;
    }

    void write(int slot, Instruction instruction) {
        int next = scope.layout.next(slot);
        if (!scope.tracking.isLive(next, instruction.dst())) {
            return;
        }
        Form after = scope.tracking.form(next, instruction.dst());
        boolean wide = instruction.instructionClass() == ALU64;
        int operation = instruction.opcode() & 0xf0;
        if (operation == END) {
            swap(slot, instruction, wide);
            scope.storeAs(after, instruction.dst());
        } else if (after == Form.POINTER) {
            pointer(slot, instruction, operation);
        } else if (after == Form.SMALL && isIntEnough(slot, instruction, operation, wide)) {
            intResult(slot, instruction, operation, wide);
            scope.storeSmall(instruction.dst());
        } else if (wide) {
            longResult(slot, instruction, operation);
            scope.storeAs(after, instruction.dst());
        } else {
            intResult(slot, instruction, operation, false);
            scope.storeUnsigned(instruction.dst());
            scope.complete(after, instruction.dst());
        }
    }

    private static boolean usesRegister(Instruction instruction) {
        return (instruction.opcode() & X) != 0;
    }

    /** Whether the low 32 bits of the operands decide those of the result. */
    private boolean isIntEnough(int slot, Instruction instruction, int operation, boolean wide) {
        if (!wide) {
            return true;
        }
        return switch (operation) {
            case ADD, SUB, MUL, OR, AND, XOR, NEG -> true;
            case MOV -> true;
            case LSH, RSH, ARSH ->
                !usesRegister(instruction)
                        && instruction.imm() < Integer.SIZE
                        && (operation == LSH || scope.tracking.isSmall(slot, instruction.dst()));
            default ->
                scope.tracking.isSmall(slot, instruction.dst())
                        && (usesRegister(instruction)
                                ? scope.tracking.isSmall(slot, instruction.src())
                                : instruction.imm() >= 0);
        };
    }

    /** Leaves an int on the operand stack. */
    private void intResult(int slot, Instruction instruction, int operation, boolean wide) {
        if (operation == MOV) {
            intOperand(slot, instruction);
            signExtend(instruction);
            return;
        }
        scope.loadInt(slot, instruction.dst());
        if (operation == NEG) {
            scope.out.visitInsn(Opcodes.INEG);
            return;
        }
        intOperand(slot, instruction);
        if (operation == DIV || operation == MOD) {
            divideInts(slot, instruction, operation);
            return;
        }
        scope.out.visitInsn(
                switch (operation) {
                    case ADD -> Opcodes.IADD;
                    case SUB -> Opcodes.ISUB;
                    case MUL -> Opcodes.IMUL;
                    case OR -> Opcodes.IOR;
                    case AND -> Opcodes.IAND;
                    case XOR -> Opcodes.IXOR;
                    case LSH -> Opcodes.ISHL;
                    case RSH -> Opcodes.IUSHR;
                    case ARSH -> Opcodes.ISHR;
                    default -> throw new IllegalStateException("operation " + operation);
                });
    }

    private void intOperand(int slot, Instruction instruction) {
        if (usesRegister(instruction)) {
            scope.loadInt(slot, instruction.src());
        } else {
            scope.push(instruction.imm());
        }
    }

    private void signExtend(Instruction instruction) {
        if (usesRegister(instruction) && instruction.off() == 8) {
            scope.out.visitInsn(Opcodes.I2B);
        } else if (usesRegister(instruction) && instruction.off() == 16) {
            scope.out.visitInsn(Opcodes.I2S);
        }
    }

    private void divideInts(int slot, Instruction instruction, int operation) {
        boolean signed = instruction.off() == 1;
        boolean small = scope.tracking.isSmall(slot, instruction.dst())
                && (usesRegister(instruction)
                        ? scope.tracking.isSmall(slot, instruction.src())
                        : instruction.imm() >= 0);
        boolean plain = small && !usesRegister(instruction) && instruction.imm() != 0;
        if (plain) {
            scope.out.visitInsn(operation == DIV ? Opcodes.IDIV : Opcodes.IREM);
            return;
        }
        String name = (operation == DIV ? "divide" : "remainder") + (signed || small ? "Signed" : "");
        scope.call(DIVISION, name, "(II)I");
    }

    /** Leaves a long on the operand stack. */
    private void longResult(int slot, Instruction instruction, int operation) {
        if (operation == MOV) {
            longMove(slot, instruction);
            return;
        }
        scope.load(slot, instruction.dst());
        if (operation == NEG) {
            scope.out.visitInsn(Opcodes.LNEG);
            return;
        }
        boolean shift = operation == LSH || operation == RSH || operation == ARSH;
        if (shift) {
            intOperand(slot, instruction);
        } else {
            longOperand(slot, instruction);
        }
        if (operation == DIV || operation == MOD) {
            boolean signed = instruction.off() == 1;
            scope.call(DIVISION, (operation == DIV ? "divide" : "remainder") + (signed ? "Signed" : ""), "(JJ)J");
            return;
        }
        scope.out.visitInsn(
                switch (operation) {
                    case ADD -> Opcodes.LADD;
                    case SUB -> Opcodes.LSUB;
                    case MUL -> Opcodes.LMUL;
                    case OR -> Opcodes.LOR;
                    case AND -> Opcodes.LAND;
                    case XOR -> Opcodes.LXOR;
                    case LSH -> Opcodes.LSHL;
                    case RSH -> Opcodes.LUSHR;
                    case ARSH -> Opcodes.LSHR;
                    default -> throw new IllegalStateException("operation " + operation);
                });
    }

    private void longMove(int slot, Instruction instruction) {
        if (usesRegister(instruction) && instruction.off() != 0) {
            scope.loadInt(slot, instruction.src());
            signExtend(instruction);
            scope.out.visitInsn(Opcodes.I2L);
        } else {
            longOperand(slot, instruction);
        }
    }

    private void longOperand(int slot, Instruction instruction) {
        if (usesRegister(instruction)) {
            scope.load(slot, instruction.src());
        } else {
            scope.push((long) instruction.imm());
        }
    }

    /** Whether an instruction copies a pointer or adds a number to one, so that index follows from index. */
    static boolean movesPointer(Tracking tracking, int slot, int next, Instruction instruction) {
        boolean wide = instruction.instructionClass() == ALU64;
        if (!wide || tracking.form(next, instruction.dst()) != Form.POINTER) {
            return false;
        }
        boolean toPointer = tracking.isPointer(slot, instruction.dst());
        boolean fromPointer = usesRegister(instruction) && tracking.isPointer(slot, instruction.src());
        return switch (instruction.opcode() & 0xf0) {
            case MOV -> fromPointer && instruction.off() == 0;
            case ADD -> toPointer != fromPointer;
            case SUB -> toPointer && !fromPointer;
            default -> false;
        };
    }

    /** The result is a pointer whose array and index are wanted as well. */
    private void pointer(int slot, Instruction instruction, int operation) {
        int dst = instruction.dst();
        int src = instruction.src();
        int next = scope.layout.next(slot);
        if (!movesPointer(scope.tracking, slot, next, instruction)) {
            longResult(slot, instruction, operation);
            scope.store(dst);
            scope.resolve(dst);
            return;
        }
        if (scope.isAddressWanted(next, dst)) {
            longResult(slot, instruction, operation);
        }
        if (operation == MOV) {
            copyPointer(slot, src, dst);
        } else if (scope.tracking.isPointer(slot, dst)) {
            scope.loadIndex(dst);
            intOperand(slot, instruction);
            scope.out.visitInsn(operation == ADD ? Opcodes.IADD : Opcodes.ISUB);
            scope.out.visitVarInsn(Opcodes.ISTORE, Locals.index(dst));
        } else {
            scope.loadIndex(src);
            scope.loadInt(slot, dst);
            scope.out.visitInsn(Opcodes.IADD);
            copyArray(slot, src, dst);
            scope.out.visitVarInsn(Opcodes.ISTORE, Locals.index(dst));
        }
        if (scope.isAddressWanted(next, dst)) {
            scope.store(dst);
        }
    }

    private void copyPointer(int slot, int src, int dst) {
        copyArray(slot, src, dst);
        scope.loadIndex(src);
        scope.out.visitVarInsn(Opcodes.ISTORE, Locals.index(dst));
    }

    private void copyArray(int slot, int src, int dst) {
        Kind kind = scope.tracking.kind(slot, src);
        if (kind != Kind.STACK && kind != Kind.CONTEXT) {
            scope.loadArray(slot, src);
            scope.out.visitVarInsn(Opcodes.ASTORE, Locals.array(dst));
        }
    }

    /** Leaves the low 16, 32 or 64 bits in the order asked for. */
    private void swap(int slot, Instruction instruction, boolean always) {
        boolean toBig = usesRegister(instruction);
        boolean swaps = always || toBig == scope.facts.littleEndian();
        scope.load(slot, instruction.dst());
        switch (instruction.imm()) {
            case 16 -> {
                scope.out.visitInsn(Opcodes.L2I);
                if (swaps) {
                    scope.out.visitInsn(Opcodes.I2S);
                    scope.call("java/lang/Short", "reverseBytes", "(S)S");
                }
                scope.push(0xffff);
                scope.out.visitInsn(Opcodes.IAND);
                scope.out.visitInsn(Opcodes.I2L);
            }
            case 32 -> {
                if (swaps) {
                    scope.out.visitInsn(Opcodes.L2I);
                    scope.call("java/lang/Integer", "reverseBytes", "(I)I");
                    scope.out.visitInsn(Opcodes.I2L);
                }
                scope.push(LOW_32);
                scope.out.visitInsn(Opcodes.LAND);
            }
            default -> {
                if (swaps) {
                    scope.call("java/lang/Long", "reverseBytes", "(J)J");
                }
            }
        }
    }
}
