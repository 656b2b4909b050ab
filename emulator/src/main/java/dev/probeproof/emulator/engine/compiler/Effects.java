// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.loader.insn.Instruction;

import static dev.probeproof.loader.insn.Opcode.*;

/** Which registers an instruction writes. */
final class Effects {
    private Effects() {}

    static boolean writes(Instruction instruction, int register) {
        return switch (instruction.instructionClass()) {
            case ALU, ALU64, LDX -> instruction.dst() == register;
            case LD -> instruction.isWide() ? instruction.dst() == register : register <= 5;
            case STX -> writesAtomically(instruction, register);
            case JMP, JMP32 -> (instruction.opcode() & 0xf0) == CALL_OP && register <= 5;
            default -> false;
        };
    }

    private static boolean writesAtomically(Instruction instruction, int register) {
        if ((instruction.opcode() & 0xe0) != ATOMIC) {
            return false;
        }
        return switch (instruction.imm()) {
            case LOAD_ACQUIRE -> instruction.dst() == register;
            case STORE_RELEASE -> false;
            case CMPXCHG -> register == 0;
            default -> (instruction.imm() & FETCH) != 0 && instruction.src() == register;
        };
    }
}
