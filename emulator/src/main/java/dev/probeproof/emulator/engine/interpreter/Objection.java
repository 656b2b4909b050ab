// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.helper.ExecutionFault.Kind;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Why an instruction cannot be executed: it breaks the encoding rules of RFC 9669, or needs what is not emulated. In the
 * words of the verifier where it has words for it.
 */
record Objection(Kind kind, String reason) {
    private static final int REGISTERS = 11;
    private static final int FRAME_POINTER = 10;

    /** The objection to a slot, or null. A slot one past the last is objected to as well. */
    static @Nullable Objection to(Instructions program, int slot, int mapCount) {
        if (slot >= program.size()) {
            return invalid("ran past the last instruction: no exit");
        }
        Instruction instruction = program.get(slot);
        if (instruction.dst() >= REGISTERS) {
            return invalid("R" + instruction.dst() + " is invalid");
        }
        return switch (instruction.instructionClass()) {
            case LD -> toLoadOfConstant(program, slot, instruction, mapCount);
            case LDX, ST, STX -> toMemoryAccess(instruction);
            case ALU, ALU64 -> toArithmetic(instruction);
            default -> toJump(program, slot, instruction);
        };
    }

    private static @Nullable Objection toLoadOfConstant(
            Instructions program, int slot, Instruction instruction, int mapCount) {
        return switch (instruction.opcode()) {
            case LD_IMM64 -> toWide(program, slot, instruction, mapCount);
            case LD | ABS | B, LD | ABS | H, LD | ABS | W, LD | IND | B, LD | IND | H, LD | IND | W ->
                toPacketLoad(instruction);
            case 0 -> invalid("this is the second half of a 64-bit immediate load");
            default -> unknown(instruction);
        };
    }

    private static @Nullable Objection toPacketLoad(Instruction instruction) {
        boolean indirect = (instruction.opcode() & 0xe0) == IND;
        if (instruction.dst() != 0 || instruction.off() != 0 || !indirect && instruction.src() != 0) {
            return invalid("BPF_LD_[ABS|IND] uses reserved fields");
        }
        return source(instruction);
    }

    private static @Nullable Objection toWide(Instructions program, int slot, Instruction instruction, int mapCount) {
        if (slot + 1 == program.size()) {
            return invalid("invalid bpf_ld_imm64 insn: the second half is missing");
        }
        Instruction second = program.get(slot + 1);
        boolean plain = second.opcode() == 0 && second.dst() == 0 && second.src() == 0 && second.off() == 0;
        if (!plain || instruction.off() != 0) {
            return invalid("invalid bpf_ld_imm64 insn");
        }
        if (instruction.dst() == FRAME_POINTER) {
            return invalid("frame pointer is read only");
        }
        return switch (instruction.src()) {
            case 0 -> null;
            case PSEUDO_MAP_FD, PSEUDO_MAP_VALUE ->
                invalid("fd " + instruction.imm() + " is not pointing to valid bpf_map:"
                        + " programs name maps by index here, descriptors mean nothing");
            case PSEUDO_BTF_ID ->
                notEmulated("the address of the kernel symbol with BTF id " + instruction.imm() + " in a program");
            case PSEUDO_FUNC -> toTarget(program, slot, instruction.imm());
            case PSEUDO_MAP_IDX, PSEUDO_MAP_IDX_VALUE ->
                instruction.imm() >= 0 && instruction.imm() < mapCount
                        ? null
                        : invalid("map index " + instruction.imm() + ", but the program has " + mapCount + " maps");
            default -> invalid("unrecognized bpf_ld_imm64 insn");
        };
    }

    private static @Nullable Objection toMemoryAccess(Instruction instruction) {
        int mode = instruction.opcode() & 0xe0;
        int cls = instruction.instructionClass();
        boolean known = mode == MEM
                || mode == MEMSX && cls == LDX && sizeBytes(instruction.opcode()) < 8
                || mode == ATOMIC && cls == STX;
        if (!known) {
            return unknown(instruction);
        }
        if (mode == ATOMIC) {
            return Atomics.objection(instruction);
        }
        if (cls == ST ? instruction.src() != 0 : instruction.imm() != 0) {
            return invalid("BPF_" + (cls == ST ? "ST" : cls == STX ? "STX" : "LDX") + " uses reserved fields");
        }
        if (cls == LDX && instruction.dst() == FRAME_POINTER) {
            return invalid("frame pointer is read only");
        }
        return source(instruction);
    }

    private static @Nullable Objection toArithmetic(Instruction instruction) {
        int operation = instruction.opcode() & 0xf0;
        boolean register = (instruction.opcode() & X) != 0;
        boolean wide = instruction.instructionClass() == ALU64;
        if (instruction.dst() == FRAME_POINTER) {
            return invalid("frame pointer is read only");
        }
        if (operation > END) {
            return unknown(instruction);
        }
        if (operation == END) {
            boolean width = instruction.imm() == 16 || instruction.imm() == 32 || instruction.imm() == 64;
            boolean plain = instruction.src() == 0 && instruction.off() == 0;
            return width && plain && !(wide && register) ? null : invalid("BPF_END uses reserved fields");
        }
        if (operation == NEG) {
            boolean plain = instruction.src() == 0 && instruction.off() == 0 && instruction.imm() == 0;
            return plain && !register ? null : invalid("BPF_NEG uses reserved fields");
        }
        if (operation == MOV && register && wide && instruction.off() == 1) {
            return notEmulated("addr_space_cast (arena pointers)");
        }
        boolean offset = switch (operation) {
            case DIV, MOD -> instruction.off() == 0 || instruction.off() == 1;
            case MOV -> instruction.off() == 0 || register && isSignExtension(instruction.off(), wide);
            default -> instruction.off() == 0;
        };
        boolean unused = register ? instruction.imm() == 0 : instruction.src() == 0;
        if (!offset || !unused) {
            return invalid((operation == MOV ? "BPF_MOV" : "BPF_ALU") + " uses reserved fields");
        }
        return source(instruction);
    }

    private static boolean isSignExtension(int bits, boolean wide) {
        return bits == 8 || bits == 16 || bits == 32 && wide;
    }

    private static @Nullable Objection toJump(Instructions program, int slot, Instruction instruction) {
        int operation = instruction.opcode() & 0xf0;
        boolean register = (instruction.opcode() & X) != 0;
        if (instruction.opcode() == (JMP | JCOND)) {
            return notEmulated("may_goto");
        }
        if (instruction.opcode() == CALL) {
            return toCall(program, slot, instruction);
        }
        if (instruction.opcode() == CALLX) {
            boolean plain = instruction.src() == 0 && instruction.off() == 0 && instruction.imm() == 0;
            return plain ? null : invalid("BPF_CALL uses reserved fields");
        }
        boolean plainRegisters = instruction.dst() == 0 && instruction.src() == 0;
        if (instruction.opcode() == EXIT) {
            boolean plain = plainRegisters && instruction.imm() == 0;
            return plain ? null : invalid("BPF_EXIT uses reserved fields");
        }
        if (instruction.opcode() == GOTO) {
            boolean plain = plainRegisters && instruction.imm() == 0;
            return plain ? toTarget(program, slot, instruction.off()) : invalid("BPF_JA uses reserved fields");
        }
        if (instruction.opcode() == GOTO_LONG) {
            boolean plain = plainRegisters && instruction.off() == 0;
            return plain ? toTarget(program, slot, instruction.imm()) : invalid("BPF_JA uses reserved fields");
        }
        if (operation == JA || operation == CALL_OP || operation == EXIT_OP || operation > JSLE) {
            return unknown(instruction);
        }
        if (register ? instruction.imm() != 0 : instruction.src() != 0) {
            return invalid("BPF_JMP uses reserved fields");
        }
        Objection toSource = source(instruction);
        return toSource != null ? toSource : toTarget(program, slot, instruction.off());
    }

    private static @Nullable Objection toCall(Instructions program, int slot, Instruction instruction) {
        if (instruction.src() == PSEUDO_KFUNC_CALL) {
            return notEmulated("the kernel function (kfunc) with BTF id " + instruction.imm());
        }
        if (instruction.dst() != 0 || instruction.off() != 0 || instruction.src() > PSEUDO_KFUNC_CALL) {
            return invalid("BPF_CALL uses reserved fields");
        }
        return instruction.src() == PSEUDO_CALL ? toTarget(program, slot, instruction.imm()) : null;
    }

    private static @Nullable Objection toTarget(Instructions program, int slot, int delta) {
        long target = slot + 1L + delta;
        return target >= 0 && target < program.size()
                ? null
                : invalid("jump out of range from insn " + slot + " to " + target);
    }

    private static @Nullable Objection source(Instruction instruction) {
        return instruction.src() < REGISTERS ? null : invalid("R" + instruction.src() + " is invalid");
    }

    static Objection unknown(Instruction instruction) {
        return invalid(String.format(Locale.ROOT, "unknown opcode %02x", instruction.opcode()));
    }

    static Objection invalid(String reason) {
        return new Objection(Kind.INSTRUCTION, reason);
    }

    static Objection notEmulated(String what) {
        return new Objection(Kind.NOT_EMULATED, "not emulated: " + what);
    }
}
