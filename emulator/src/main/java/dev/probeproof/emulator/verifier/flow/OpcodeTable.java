// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import java.util.BitSet;

import static dev.probeproof.loader.insn.Opcode.*;

/** Which opcodes are instructions at all, by release; measured over all 256 on 5.10, 6.1, 6.12, 6.18 and 7.2. */
final class OpcodeTable {
    private static final int[] SIZES = {W, H, B, DW};

    private final BitSet known = new BitSet(256);

    OpcodeTable(KernelProfile profile) {
        addArithmetic(profile);
        addJumps(profile);
        addMemory(profile);
    }

    boolean contains(int opcode) {
        return known.get(opcode);
    }

    private void addArithmetic(KernelProfile profile) {
        for (int operation = ADD; operation <= END; operation += 0x10) {
            if (operation == END) {
                known.set(ALU | END | K);
                known.set(ALU | END | X);
                known.set(ALU64 | END | K, profile.isAtLeast(6, 6));
            } else {
                known.set(ALU | operation | K);
                known.set(ALU64 | operation | K);
                known.set(ALU | operation | X, operation != NEG);
                known.set(ALU64 | operation | X, operation != NEG);
            }
        }
    }

    private void addJumps(KernelProfile profile) {
        boolean narrow = profile.isAtLeast(5, 1);
        for (int operation = JEQ; operation <= JSLE; operation += 0x10) {
            if (operation != CALL_OP && operation != EXIT_OP) {
                known.set(JMP | operation | K);
                known.set(JMP | operation | X);
                known.set(JMP32 | operation | K, narrow);
                known.set(JMP32 | operation | X, narrow);
            }
        }
        known.set(GOTO);
        known.set(CALL);
        known.set(EXIT);
        known.set(GOTO_LONG, Jumps.hasLong(profile));
        known.set(MAY_GOTO, profile.isAtLeast(6, 9));
        known.set(GOTO_REGISTER, profile.isAtLeast(6, 19));
    }

    private void addMemory(KernelProfile profile) {
        for (int size : SIZES) {
            known.set(LDX | MEM | size);
            known.set(ST | MEM | size);
            known.set(STX | MEM | size);
            if (size != DW) {
                known.set(LDX | MEMSX | size, profile.isAtLeast(6, 6));
                known.set(LD | ABS | size);
                known.set(LD | IND | size);
            }
        }
        known.set(STX | ATOMIC | W);
        known.set(STX | ATOMIC | DW);
        known.set(STX | ATOMIC | B, profile.isAtLeast(6, 15));
        known.set(STX | ATOMIC | H, profile.isAtLeast(6, 15));
        known.set(LD_IMM64);
    }
}
