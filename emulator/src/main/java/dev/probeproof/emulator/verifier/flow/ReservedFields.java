// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Fields of an instruction that have to be zero, with the kernel's words for those that are not. */
final class ReservedFields {
    private final KernelProfile profile;
    /** Sign extension, signed division and unconditional byte swap. */
    private final boolean hasVersion4;

    ReservedFields(KernelProfile profile) {
        this.profile = profile;
        hasVersion4 = profile.isAtLeast(6, 6);
    }

    @Nullable
    String fault(Instruction instruction) {
        return switch (instruction.instructionClass()) {
            case Opcode.LD -> loadFault(instruction);
            case Opcode.ST ->
                isMode(instruction, Opcode.MEM) && instruction.src() == 0 ? null : "BPF_ST uses reserved fields";
            case Opcode.STX -> storeFault(instruction);
            case Opcode.JMP, Opcode.JMP32 -> jumpFault(instruction);
            case Opcode.ALU, Opcode.ALU64 -> arithmeticFault(instruction);
            default -> null;
        };
    }

    @Nullable
    String packetLoadFault(Instruction instruction) {
        boolean absolute = isMode(instruction, Opcode.ABS);
        if (instruction.instructionClass() != Opcode.LD || !absolute && !isMode(instruction, Opcode.IND)) {
            return null;
        }
        boolean bad = instruction.dst() != 0
                || instruction.off() != 0
                || (instruction.opcode() & 0x18) == Opcode.DW
                || absolute && instruction.src() != 0;
        return bad ? "BPF_LD_[ABS|IND] uses reserved fields" : null;
    }

    private static @Nullable String loadFault(Instruction instruction) {
        if (!isMode(instruction, Opcode.IMM)) {
            return null;
        }
        if (!instruction.isWide()) {
            return "invalid BPF_LD_IMM insn";
        }
        return instruction.off() == 0 ? null : "BPF_LD_IMM64 uses reserved fields";
    }

    private @Nullable String storeFault(Instruction instruction) {
        if (!isMode(instruction, Opcode.ATOMIC)) {
            return isMode(instruction, Opcode.MEM) && instruction.imm() == 0 ? null : "BPF_STX uses reserved fields";
        }
        if (!profile.isAtLeast(5, 12)) {
            return instruction.imm() == 0 ? null : "BPF_XADD uses reserved fields";
        }
        int operation = instruction.imm();
        boolean isLoadOrStore = operation == Opcode.LOAD_ACQUIRE || operation == Opcode.STORE_RELEASE;
        boolean isKnown = isLoadOrStore
                ? profile.isAtLeast(6, 15)
                : switch (operation & ~Opcode.FETCH) {
                    case Opcode.ADD, Opcode.AND, Opcode.OR, Opcode.XOR -> true;
                    default -> operation == Opcode.XCHG || operation == Opcode.CMPXCHG;
                };
        if (!isKnown) {
            return String.format(Locale.ROOT, "BPF_ATOMIC uses invalid atomic opcode %02x", operation);
        }
        boolean isNarrow = Opcode.sizeBytes(instruction.opcode()) < 4;
        return isNarrow && !isLoadOrStore ? "invalid atomic operand size" : null;
    }

    private @Nullable String jumpFault(Instruction instruction) {
        boolean wide = instruction.instructionClass() == Opcode.JMP;
        boolean byRegister = (instruction.opcode() & Opcode.X) != 0;
        return switch (instruction.opcode() & 0xf0) {
            case Opcode.CALL_OP -> callFault(instruction, wide && !byRegister);
            case Opcode.JA -> gotoFault(instruction, wide, byRegister);
            case Opcode.EXIT_OP ->
                byRegister || !wide || instruction.imm() != 0 || instruction.src() != 0 || instruction.dst() != 0
                        ? "BPF_EXIT uses reserved fields"
                        : null;
            case Opcode.JCOND -> profile.isAtLeast(6, 9) ? mayGotoFault(instruction) : invalidJump(instruction);
            case 0xf0 -> invalidJump(instruction);
            default ->
                (byRegister ? instruction.imm() : instruction.src()) == 0
                        ? null
                        : profile.isAtLeast(5, 1)
                                ? "BPF_JMP/JMP32 uses reserved fields"
                                : "BPF_JMP uses reserved fields";
        };
    }

    private static String invalidJump(Instruction instruction) {
        return String.format(Locale.ROOT, "invalid BPF_JMP/JMP32 opcode %x", instruction.opcode() & 0xf0);
    }

    private @Nullable String mayGotoFault(Instruction instruction) {
        boolean sound = instruction.opcode() == Opcode.MAY_GOTO
                && instruction.src() == 0
                && instruction.dst() == 0
                && instruction.imm() == 0;
        if (!profile.isAtLeast(6, 14)) {
            boolean leadsOn = sound && instruction.off() != 0;
            return leadsOn ? null : "invalid may_goto off " + instruction.off() + " imm " + instruction.imm();
        }
        return sound ? null : "invalid may_goto imm " + instruction.imm();
    }

    private @Nullable String callFault(Instruction instruction, boolean isPlain) {
        boolean isKernelFunction = instruction.src() == Opcode.PSEUDO_KFUNC_CALL && profile.isAtLeast(5, 13);
        boolean hasKind =
                isKernelFunction || instruction.src() == Opcode.HELPER_CALL || instruction.src() == Opcode.PSEUDO_CALL;
        // The offset of a kernel function's call names a module since 5.16.
        boolean mayHaveOffset = isKernelFunction && profile.isAtLeast(5, 16);
        boolean sound = isPlain && hasKind && instruction.dst() == 0 && (mayHaveOffset || instruction.off() == 0);
        return sound ? null : "BPF_CALL uses reserved fields";
    }

    private @Nullable String gotoFault(Instruction instruction, boolean wide, boolean byRegister) {
        if (instruction.opcode() == Opcode.GOTO_REGISTER && profile.isAtLeast(6, 19)) {
            boolean sound = instruction.src() == 0 && instruction.off() == 0 && instruction.imm() == 0;
            return sound ? null : "BPF_JA|BPF_X uses reserved fields";
        }
        boolean hasLong = Jumps.hasLong(profile);
        boolean hasDistance = wide || !hasLong ? instruction.imm() == 0 : instruction.off() == 0;
        boolean sound =
                !byRegister && instruction.src() == 0 && instruction.dst() == 0 && hasDistance && (wide || hasLong);
        return sound ? null : "BPF_JA uses reserved fields";
    }

    private @Nullable String arithmeticFault(Instruction instruction) {
        boolean wide = instruction.instructionClass() == Opcode.ALU64;
        boolean byRegister = (instruction.opcode() & Opcode.X) != 0;
        return switch (instruction.opcode() & 0xf0) {
            case Opcode.NEG ->
                byRegister || instruction.src() != 0 || instruction.off() != 0 || instruction.imm() != 0
                        ? "BPF_NEG uses reserved fields"
                        : null;
            case Opcode.END -> endFault(instruction, wide, byRegister);
            case Opcode.MOV -> moveFault(instruction, wide, byRegister);
            case 0xe0, 0xf0 -> String.format(Locale.ROOT, "invalid BPF_ALU opcode %x", instruction.opcode() & 0xf0);
            default -> binaryFault(instruction, byRegister);
        };
    }

    private @Nullable String endFault(Instruction instruction, boolean wide, boolean byRegister) {
        int bits = instruction.imm();
        boolean sound = instruction.src() == 0
                && instruction.off() == 0
                && (bits == 16 || bits == 32 || bits == 64)
                && (!wide || hasVersion4 && !byRegister);
        return sound ? null : "BPF_END uses reserved fields";
    }

    private @Nullable String moveFault(Instruction instruction, boolean wide, boolean byRegister) {
        int extension = instruction.off();
        if (!byRegister) {
            return instruction.src() == 0 && extension == 0 ? null : "BPF_MOV uses reserved fields";
        }
        // Offset 1 is addr_space_cast; whether the program has an arena is a question for whoever follows it.
        if (wide && extension == 1 && profile.isAtLeast(6, 9)) {
            boolean sound = instruction.imm() == 1 || instruction.imm() == 1 << 16;
            return sound ? null : "addr_space_cast insn can only convert between address space 1 and 0";
        }
        boolean hasExtension =
                hasVersion4 && (extension == 8 || extension == 16 || wide && extension == 32) || extension == 0;
        return hasExtension && instruction.imm() == 0 ? null : "BPF_MOV uses reserved fields";
    }

    private @Nullable String binaryFault(Instruction instruction, boolean byRegister) {
        int operation = instruction.opcode() & 0xf0;
        boolean maySign = hasVersion4 && (operation == Opcode.DIV || operation == Opcode.MOD);
        boolean hasOffset = instruction.off() == 0 || maySign && instruction.off() == 1;
        boolean sound = hasOffset && (byRegister ? instruction.imm() : instruction.src()) == 0;
        return sound ? null : "BPF_ALU uses reserved fields";
    }

    private static boolean isMode(Instruction instruction, int mode) {
        return (instruction.opcode() & 0xe0) == mode;
    }
}
