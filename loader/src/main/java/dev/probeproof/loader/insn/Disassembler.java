// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.uapi.HelperId;
import java.util.Locale;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Prints instructions in the form of the kernel's verifier log: {@code 27: (79) r1 = *(u64 *)(r0 +0)}. A decimal
 * immediate of {@code r1 = 7} is a move, a hexadecimal one of {@code r1 = 0x7} a 64-bit load; {@code w} names the low half
 * of a register. {@link Assembler} reads all of it back.
 */
public final class Disassembler {
    private Disassembler() {}

    /** One line an instruction: slot, opcode in hex, text. The second slot of a 64-bit immediate load has no line. */
    public static String disassemble(Instructions program) {
        StringBuilder text = new StringBuilder(program.size() * 32);
        for (int slot = 0; slot < program.size(); slot++) {
            text.append(slot).append(": ").append(disassemble(program, slot)).append('\n');
            if (isWhole(program, slot)) {
                slot++;
            }
        }
        return text.toString();
    }

    /** The instruction at a slot, without the slot: {@code (95) exit}. */
    public static String disassemble(Instructions program, int slot) {
        Instruction instruction = program.get(slot);
        String text = isWhole(program, slot)
                ? wideLoad(instruction, program.get(slot + 1).imm())
                : text(instruction);
        return String.format(Locale.ROOT, "(%02x) %s", instruction.opcode(), text);
    }

    /** Whether a 64-bit immediate load and its second half stand there. */
    private static boolean isWhole(Instructions program, int slot) {
        return program.get(slot).isWide()
                && slot + 1 < program.size()
                && program.get(slot + 1).opcode() == 0;
    }

    private static String text(Instruction instruction) {
        return switch (instruction.instructionClass()) {
            case ALU, ALU64 -> arithmetic(instruction);
            case JMP, JMP32 -> jump(instruction);
            case LDX -> load(instruction);
            case ST -> store(instruction);
            case STX -> (instruction.opcode() & 0xe0) == ATOMIC ? atomic(instruction) : store(instruction);
            default -> packetLoad(instruction);
        };
    }

    private static String arithmetic(Instruction instruction) {
        boolean wide = instruction.instructionClass() == ALU64;
        String dst = register(wide, instruction.dst());
        int operation = instruction.opcode() & 0xf0;
        boolean fromRegister = (instruction.opcode() & X) != 0;
        String operand = fromRegister ? register(wide, instruction.src()) : Integer.toString(instruction.imm());
        if (operation == END) {
            return byteOrder(instruction, wide, fromRegister);
        }
        if (operation == NEG) {
            return dst + " = -" + dst;
        }
        if (operation == MOV && fromRegister && instruction.off() != 0) {
            return wide && instruction.off() == 1
                    ? dst + " = addr_space_cast(" + operand + ", " + (instruction.imm() >>> 16) + ", "
                            + (instruction.imm() & 0xffff) + ")"
                    : dst + " = (s" + instruction.off() + ")" + operand;
        }
        boolean signed = (operation == DIV || operation == MOD) && instruction.off() == 1;
        String symbol = Symbols.ARITHMETIC.get(operation);
        return symbol == null ? unknown(instruction) : dst + " " + (signed ? "s" : "") + symbol + " " + operand;
    }

    private static String byteOrder(Instruction instruction, boolean wide, boolean big) {
        String register = register(true, instruction.dst());
        String operation = wide ? "bswap" : big ? "be" : "le";
        return register + " = " + operation + instruction.imm() + " " + register;
    }

    private static String jump(Instruction instruction) {
        int operation = instruction.opcode() & 0xf0;
        boolean wide = instruction.instructionClass() == JMP;
        boolean fromRegister = (instruction.opcode() & X) != 0;
        switch (instruction.opcode()) {
            case CALL:
                return call(instruction);
            case CALLX:
                return "callx r" + instruction.dst();
            case EXIT:
                return "exit";
            case GOTO:
                return "goto pc" + signed(instruction.off());
            case GOTO_LONG:
                return "gotol pc" + signed(instruction.imm());
            case JMP | JCOND:
                return "may_goto pc" + signed(instruction.off());
            default:
                break;
        }
        String symbol = Symbols.COMPARISON.get(operation);
        if (symbol == null) {
            return unknown(instruction);
        }
        String operand =
                fromRegister ? register(wide, instruction.src()) : "0x" + Integer.toHexString(instruction.imm());
        return "if " + register(wide, instruction.dst()) + " " + symbol + " " + operand + " goto pc"
                + signed(instruction.off());
    }

    private static String call(Instruction instruction) {
        return switch (instruction.src()) {
            case PSEUDO_CALL -> "call pc" + signed(instruction.imm());
            case PSEUDO_KFUNC_CALL -> "call kernel-function#" + instruction.imm();
            default ->
                "call "
                        + HelperId.of(instruction.imm())
                                .map(HelperId::functionName)
                                .orElse("unknown")
                        + "#" + instruction.imm();
        };
    }

    private static String load(Instruction instruction) {
        int mode = instruction.opcode() & 0xe0;
        if (mode != MEM && mode != MEMSX) {
            return unknown(instruction);
        }
        return register(true, instruction.dst()) + " = "
                + access(mode == MEMSX ? "s" : "u", instruction, instruction.src());
    }

    private static String store(Instruction instruction) {
        if ((instruction.opcode() & 0xe0) != MEM) {
            return unknown(instruction);
        }
        String value = instruction.instructionClass() == ST
                ? Integer.toString(instruction.imm())
                : register(true, instruction.src());
        return access("u", instruction, instruction.dst()) + " = " + value;
    }

    private static String atomic(Instruction instruction) {
        String src = register(true, instruction.src());
        String place = place("u", instruction, instruction.dst());
        String name = "atomic" + (sizeBytes(instruction.opcode()) == 8 ? "64" : "");
        return switch (instruction.imm()) {
            case ADD, OR, AND, XOR ->
                "lock " + access("u", instruction, instruction.dst()) + " " + Symbols.ARITHMETIC.get(instruction.imm())
                        + " " + src;
            case ADD | FETCH, OR | FETCH, AND | FETCH, XOR | FETCH ->
                src + " = " + name + "_fetch_" + Symbols.FETCH.get(instruction.imm() & ~FETCH) + "(" + place + ", "
                        + src + ")";
            case XCHG -> src + " = " + name + "_xchg(" + place + ", " + src + ")";
            case CMPXCHG -> "r0 = " + name + "_cmpxchg(" + place + ", r0, " + src + ")";
            case LOAD_ACQUIRE ->
                register(true, instruction.dst()) + " = load_acquire(" + place("u", instruction, instruction.src())
                        + ")";
            case STORE_RELEASE -> "store_release(" + place + ", " + src + ")";
            default -> unknown(instruction);
        };
    }

    private static String wideLoad(Instruction first, int high) {
        String dst = register(true, first.dst());
        long constant = (long) high << 32 | first.imm() & 0xffff_ffffL;
        return dst + " = "
                + switch (first.src()) {
                    case PSEUDO_MAP_FD -> "map[fd:" + first.imm() + "]";
                    case PSEUDO_MAP_VALUE -> "map[fd:" + first.imm() + "][0]+" + Integer.toUnsignedString(high);
                    case PSEUDO_MAP_IDX -> "map[idx:" + first.imm() + "]";
                    case PSEUDO_MAP_IDX_VALUE -> "map[idx:" + first.imm() + "][0]+" + Integer.toUnsignedString(high);
                    case PSEUDO_BTF_ID -> "btf_id[" + first.imm() + ":" + high + "]";
                    case PSEUDO_FUNC -> "subprog[" + signed(first.imm()) + "]";
                    default -> "0x" + Long.toHexString(constant);
                };
    }

    private static String packetLoad(Instruction instruction) {
        String size = "r0 = *(u" + sizeBytes(instruction.opcode()) * 8 + " *)skb[";
        boolean known = sizeBytes(instruction.opcode()) < 8;
        return switch (instruction.opcode() & 0xe0) {
            case ABS -> known ? size + instruction.imm() + "]" : unknown(instruction);
            case IND -> known ? size + "r" + instruction.src() + " + " + instruction.imm() + "]" : unknown(instruction);
            default -> unknown(instruction);
        };
    }

    private static String access(String sign, Instruction instruction, int base) {
        return "*" + place(sign, instruction, base);
    }

    private static String place(String sign, Instruction instruction, int base) {
        return "(" + sign + sizeBytes(instruction.opcode()) * 8 + " *)(r" + base + " " + signed(instruction.off())
                + ")";
    }

    private static String register(boolean wide, int number) {
        return (wide ? "r" : "w") + number;
    }

    private static String signed(int number) {
        return (number < 0 ? "" : "+") + number;
    }

    private static String unknown(Instruction instruction) {
        return String.format(
                Locale.ROOT,
                "unknown dst=%d src=%d off=%d imm=%d",
                instruction.dst(),
                instruction.src(),
                instruction.off(),
                instruction.imm());
    }
}
