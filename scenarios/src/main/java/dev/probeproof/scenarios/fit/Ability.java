// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import java.util.function.Predicate;

/**
 * Instructions that came after the first BPF, with the release that brought them. Distributions backport few of these, and
 * no enum of a kernel lists them.
 */
enum Ability {
    FUNCTION_CALLS("calls between functions", "4.16", at -> at.isCall() && at.src() == Opcode.PSEUDO_CALL),
    JUMPS_32("32-bit jumps", "5.1", at -> at.instructionClass() == Opcode.JMP32 && !isGotoLong(at)),
    GLOBAL_DATA("global variables", "5.2", at -> isLoadOf(at, Opcode.PSEUDO_MAP_VALUE)),
    KERNEL_VARIABLES("typed kernel variables", "5.10", at -> isLoadOf(at, Opcode.PSEUDO_BTF_ID)),
    ATOMICS("atomic operations other than addition", "5.12", Ability::isNewAtomic),
    CALLBACKS("addresses of functions", "5.13", at -> isLoadOf(at, Opcode.PSEUDO_FUNC)),
    KERNEL_FUNCTIONS("calls of kernel functions", "5.13", at -> at.isCall() && at.src() == Opcode.PSEUDO_KFUNC_CALL),
    VERSION_4("instructions of CPU version 4", "6.6", Ability::isVersion4),
    ADDRESS_SPACES("casts between address spaces", "6.9", Ability::isAddressSpaceCast),
    MAY_GOTO("may_goto", "6.9", at -> at.opcode() == (Opcode.JMP | Opcode.JCOND)),
    ACQUIRE_RELEASE("load-acquire and store-release", "6.15", Ability::isAcquireRelease);

    private final String text;
    private final String since;
    private final Predicate<Instruction> test;

    Ability(String text, String since, Predicate<Instruction> test) {
        this.text = text;
        this.since = since;
        this.test = test;
    }

    String since() {
        return since;
    }

    /** True if that instruction, not the second half of a load, needs this. */
    boolean isNeededBy(Instruction instruction) {
        return test.test(instruction);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean isLoadOf(Instruction at, int source) {
        return at.isWide() && at.src() == source;
    }

    private static boolean isGotoLong(Instruction at) {
        return at.opcode() == Opcode.GOTO_LONG;
    }

    private static boolean isAtomic(Instruction at) {
        return at.instructionClass() == Opcode.STX && (at.opcode() & 0xe0) == Opcode.ATOMIC;
    }

    private static boolean isNewAtomic(Instruction at) {
        return isAtomic(at) && at.imm() != Opcode.ADD && !isAcquireRelease(at);
    }

    private static boolean isAcquireRelease(Instruction at) {
        return isAtomic(at) && (at.imm() == Opcode.LOAD_ACQUIRE || at.imm() == Opcode.STORE_RELEASE);
    }

    private static boolean isAlu(Instruction at) {
        return at.instructionClass() == Opcode.ALU || at.instructionClass() == Opcode.ALU64;
    }

    /** Signed division, sign extension, unconditional byte swap and the long jump. */
    private static boolean isVersion4(Instruction at) {
        int operation = at.opcode() & 0xf0;
        if (isAlu(at)) {
            boolean signed = (operation == Opcode.DIV || operation == Opcode.MOD) && at.off() == 1;
            boolean extension = isRegisterMove(at) && (at.off() == 8 || at.off() == 16 || at.off() == 32);
            return signed || extension || at.instructionClass() == Opcode.ALU64 && operation == Opcode.END;
        }
        return isGotoLong(at) || at.instructionClass() == Opcode.LDX && (at.opcode() & 0xe0) == Opcode.MEMSX;
    }

    private static boolean isAddressSpaceCast(Instruction at) {
        return at.instructionClass() == Opcode.ALU64 && isRegisterMove(at) && at.off() == 1;
    }

    private static boolean isRegisterMove(Instruction at) {
        return isAlu(at) && (at.opcode() & 0xf0) == Opcode.MOV && (at.opcode() & Opcode.X) != 0;
    }
}
