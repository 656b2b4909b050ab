// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;

/** Where control goes from an instruction, by its bits. */
final class Jumps {
    private Jumps() {}

    static boolean isJumpClass(Instruction instruction) {
        int instructionClass = instruction.instructionClass();
        return instructionClass == Opcode.JMP || instructionClass == Opcode.JMP32;
    }

    /** A jump in the same function: neither a call nor the end of the function. */
    static boolean isJump(Instruction instruction) {
        int operation = instruction.opcode() & 0xf0;
        return isJumpClass(instruction) && operation != Opcode.CALL_OP && operation != Opcode.EXIT_OP;
    }

    /** Whether {@code gotol} exists: since 6.6, and in the stable releases of 6.1. */
    static boolean hasLong(KernelProfile profile) {
        return profile.isAtLeast(6, 1);
    }

    /** Where a jump leads; {@code gotol} counts with 32 bits. */
    static int target(int slot, Instruction jump) {
        return slot + 1 + (jump.opcode() == Opcode.GOTO_LONG ? jump.imm() : jump.off());
    }

    static boolean isHelperCall(Instruction instruction) {
        return instruction.isCall() && instruction.src() == Opcode.HELPER_CALL;
    }

    static boolean isHelperCall(Instruction instruction, int helper) {
        return isHelperCall(instruction) && instruction.imm() == helper;
    }

    static boolean isFunctionCall(Instruction instruction) {
        return instruction.isCall() && instruction.src() == Opcode.PSEUDO_CALL;
    }

    static boolean isKernelFunctionCall(Instruction instruction) {
        return instruction.isCall() && instruction.src() == Opcode.PSEUDO_KFUNC_CALL;
    }

    /** The load of a function's address, for a callback. */
    static boolean isFunctionAddress(Instruction instruction) {
        return instruction.isWide() && instruction.src() == Opcode.PSEUDO_FUNC;
    }

    /** Where the function starts that is called or whose address is loaded. */
    static int function(int slot, Instruction reference) {
        return slot + 1 + reference.imm();
    }

    static int slots(Instruction instruction) {
        return instruction.isWide() ? 2 : 1;
    }

    /**
     * Where control may be after an instruction, in the same function: the next one first, then the target of a jump; -1
     * for none.
     */
    static long successors(int slot, Instruction instruction) {
        int next = slot + slots(instruction);
        if (!isJumpClass(instruction)) {
            return pair(next, -1);
        }
        return switch (instruction.opcode() & 0xf0) {
            case Opcode.EXIT_OP -> pair(-1, -1);
            case Opcode.CALL_OP -> pair(next, -1);
            case Opcode.JA -> pair(target(slot, instruction), -1);
            default -> pair(next, target(slot, instruction));
        };
    }

    static int first(long successors) {
        return (int) successors;
    }

    static int second(long successors) {
        return (int) (successors >> 32);
    }

    private static long pair(int first, int second) {
        return (long) second << 32 | first & 0xffff_ffffL;
    }
}
