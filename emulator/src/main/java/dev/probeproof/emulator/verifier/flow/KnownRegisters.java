// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;

/** Registers that hold one number on every way to a place. */
final class KnownRegisters {
    private static final int REGISTERS = 11;
    /** r0 to r5. */
    private static final int SCRATCHED = 6;

    private final long[] values = new long[REGISTERS];
    private int constant;

    KnownRegisters copy() {
        KnownRegisters copy = new KnownRegisters();
        System.arraycopy(values, 0, copy.values, 0, REGISTERS);
        copy.constant = constant;
        return copy;
    }

    boolean isConstant(int register) {
        return register < REGISTERS && (constant >>> register & 1) != 0;
    }

    long value(int register) {
        return values[register];
    }

    /** True if something was known here that is not there. */
    boolean keepOnlyWhatIsIn(KnownRegisters other) {
        int before = constant;
        constant &= other.constant;
        for (int i = 0; i < REGISTERS; i++) {
            if (isConstant(i) && values[i] != other.values[i]) {
                forget(i);
            }
        }
        return constant != before;
    }

    /** Only numbers of 32 bits without a sign are kept. */
    private void set(int register, long value) {
        if (value >>> 32 != 0) {
            forget(register);
            return;
        }
        constant |= 1 << register;
        values[register] = value;
    }

    private void forget(int register) {
        constant &= ~(1 << register);
    }

    /** What an instruction makes of it. */
    void pass(Instructions program, int slot) {
        Instruction instruction = program.get(slot);
        switch (instruction.instructionClass()) {
            case Opcode.ALU, Opcode.ALU64 -> arithmetic(instruction);
            case Opcode.LD -> {
                if (instruction.isWide()) {
                    load(instruction, program.get(slot + 1));
                } else {
                    call();
                }
            }
            case Opcode.LDX -> forget(instruction.dst());
            case Opcode.STX -> atomic(instruction);
            case Opcode.JMP, Opcode.JMP32 -> {
                if (instruction.isCall()) {
                    call();
                }
            }
            default -> {}
        }
    }

    private void call() {
        constant &= -1 << SCRATCHED;
    }

    private void load(Instruction first, Instruction second) {
        if (first.src() == 0) {
            set(first.dst(), (long) second.imm() << 32 | first.imm() & 0xffff_ffffL);
        } else {
            forget(first.dst());
        }
    }

    private void atomic(Instruction instruction) {
        if ((instruction.opcode() & 0xe0) != Opcode.ATOMIC) {
            return;
        }
        if (instruction.imm() == Opcode.CMPXCHG) {
            forget(0);
        } else if (instruction.imm() == Opcode.LOAD_ACQUIRE) {
            forget(instruction.dst());
        } else if ((instruction.imm() & Opcode.FETCH) != 0) {
            forget(instruction.src());
        }
    }

    /**
     * Only what kernels follow: moves, with or without sign extension, constants added or taken away, and masks, of which
     * zero makes zero of anything.
     */
    private void arithmetic(Instruction instruction) {
        boolean wide = instruction.instructionClass() == Opcode.ALU64;
        boolean byRegister = (instruction.opcode() & Opcode.X) != 0;
        int dst = instruction.dst();
        int operation = instruction.opcode() & 0xf0;
        boolean isCast = operation == Opcode.MOV && instruction.off() == 1;
        if (isCast || byRegister && !isConstant(instruction.src())) {
            forget(dst);
            return;
        }
        long right = byRegister ? value(instruction.src()) : instruction.imm();
        if (operation == Opcode.MOV) {
            set(dst, wide, moved(right, instruction.off()));
        } else if (operation == Opcode.AND && (isConstant(dst) || right == 0)) {
            set(dst, wide, right == 0 ? 0 : value(dst) & right);
        } else if (operation == Opcode.ADD && isConstant(dst) && !byRegister) {
            set(dst, wide, value(dst) + right);
        } else if (operation == Opcode.SUB && isConstant(dst) && !byRegister) {
            set(dst, wide, value(dst) - right);
        } else {
            forget(dst);
        }
    }

    private void set(int register, boolean wide, long value) {
        set(register, wide ? value : value & 0xffff_ffffL);
    }

    private static long moved(long value, int extension) {
        return switch (extension) {
            case 8 -> (byte) value;
            case 16 -> (short) value;
            case 32 -> (int) value;
            default -> value;
        };
    }
}
