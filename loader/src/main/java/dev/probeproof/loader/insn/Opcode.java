// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

/**
 * The numbers an opcode byte is made of (RFC 9669, sections 3 to 5): class in the low three bits, then source and
 * operation for arithmetic and jumps, size and mode for loads and stores.
 */
public final class Opcode {
    // Classes (opcode & 7).
    public static final int LD = 0;
    public static final int LDX = 1;
    public static final int ST = 2;
    public static final int STX = 3;
    public static final int ALU = 4;
    public static final int JMP = 5;
    public static final int JMP32 = 6;
    public static final int ALU64 = 7;

    // Source operand (opcode & 8): immediate or register.
    public static final int K = 0x00;
    public static final int X = 0x08;

    // Operation of ALU and ALU64 (opcode & 0xf0).
    public static final int ADD = 0x00;
    public static final int SUB = 0x10;
    public static final int MUL = 0x20;
    public static final int DIV = 0x30;
    public static final int OR = 0x40;
    public static final int AND = 0x50;
    public static final int LSH = 0x60;
    public static final int RSH = 0x70;
    public static final int NEG = 0x80;
    public static final int MOD = 0x90;
    public static final int XOR = 0xa0;
    public static final int MOV = 0xb0;
    public static final int ARSH = 0xc0;
    public static final int END = 0xd0;

    // Operation of JMP and JMP32 (opcode & 0xf0).
    public static final int JA = 0x00;
    public static final int JEQ = 0x10;
    public static final int JGT = 0x20;
    public static final int JGE = 0x30;
    public static final int JSET = 0x40;
    public static final int JNE = 0x50;
    public static final int JSGT = 0x60;
    public static final int JSGE = 0x70;
    public static final int CALL_OP = 0x80;
    public static final int EXIT_OP = 0x90;
    public static final int JLT = 0xa0;
    public static final int JLE = 0xb0;
    public static final int JSLT = 0xc0;
    public static final int JSLE = 0xd0;
    /** {@code may_goto} of Linux 6.9; not in the RFC. */
    public static final int JCOND = 0xe0;

    // Size of a memory access (opcode & 0x18): 4, 2, 1, 8 bytes.
    public static final int W = 0x00;
    public static final int H = 0x08;
    public static final int B = 0x10;
    public static final int DW = 0x18;

    // Mode of a memory access (opcode & 0xe0).
    public static final int IMM = 0x00;
    public static final int ABS = 0x20;
    public static final int IND = 0x40;
    public static final int MEM = 0x60;
    public static final int MEMSX = 0x80;
    public static final int ATOMIC = 0xc0;

    // Immediate of an atomic operation: ADD, OR, AND, XOR above, these, and FETCH as a modifier.
    public static final int FETCH = 0x01;
    public static final int XCHG = 0xe1;
    public static final int CMPXCHG = 0xf1;
    /** Linux 6.15; not in the RFC. */
    public static final int LOAD_ACQUIRE = 0x100;
    /** Linux 6.15; not in the RFC. */
    public static final int STORE_RELEASE = 0x110;

    // Whole opcodes that are asked for by name.
    public static final int LD_IMM64 = LD | IMM | DW;
    public static final int CALL = JMP | CALL_OP;
    public static final int CALLX = JMP | CALL_OP | X;
    public static final int EXIT = JMP | EXIT_OP;
    public static final int GOTO = JMP | JA;
    public static final int GOTO_LONG = JMP32 | JA;
    /** Linux 6.19; not in the RFC. */
    public static final int GOTO_REGISTER = JMP | JA | X;
    /** Linux 6.9; not in the RFC. */
    public static final int MAY_GOTO = JMP | JCOND;

    // Pseudo source registers of LD_IMM64.
    public static final int PSEUDO_MAP_FD = 1;
    public static final int PSEUDO_MAP_VALUE = 2;
    public static final int PSEUDO_BTF_ID = 3;
    public static final int PSEUDO_FUNC = 4;
    public static final int PSEUDO_MAP_IDX = 5;
    public static final int PSEUDO_MAP_IDX_VALUE = 6;

    // Pseudo source registers of CALL.
    public static final int HELPER_CALL = 0;
    public static final int PSEUDO_CALL = 1;
    public static final int PSEUDO_KFUNC_CALL = 2;

    private Opcode() {}

    /** Bytes that a memory access of this opcode touches: 1, 2, 4 or 8. */
    public static int sizeBytes(int opcode) {
        return switch (opcode & 0x18) {
            case W -> 4;
            case H -> 2;
            case B -> 1;
            default -> 8;
        };
    }

    /** The size bits for an access of 1, 2, 4 or 8 bytes. */
    public static int sizeBits(int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> B;
            case 2 -> H;
            case 4 -> W;
            case 8 -> DW;
            default -> throw new IllegalArgumentException("no access of " + sizeBytes + " bytes");
        };
    }
}
