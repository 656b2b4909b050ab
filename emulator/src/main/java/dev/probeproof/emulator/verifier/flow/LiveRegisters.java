// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;

import static dev.probeproof.loader.insn.Opcode.*;

/** Which registers are still read, worked out backwards over each function until nothing changes (Linux 6.15). */
final class LiveRegisters {
    /** r0 to r5: what a call leaves in no known state. */
    private static final int SCRATCHED = 0x3f;

    private static final int ARGUMENTS = 0x3e;
    private static final int R0 = 1;
    private static final int ALL = 0xffff;

    private final Instructions program;
    private final Callees callees;
    private final FlowGraph graph;

    LiveRegisters(FlowGraph graph, Callees callees) {
        this.graph = graph;
        this.program = graph.program;
        this.callees = callees;
    }

    void compute() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int slot : graph.postorder) {
                Instruction instruction = program.get(slot);
                long successors = Jumps.successors(slot, instruction);
                int after = liveAt(Jumps.first(successors)) | liveAt(Jumps.second(successors));
                long effect = effect(instruction);
                int before = after & ~written(effect) | read(effect);
                changed |= before != graph.liveBefore[slot];
                graph.liveBefore[slot] = before;
            }
        }
    }

    private int liveAt(int slot) {
        return slot < 0 || slot >= program.size() ? 0 : graph.liveBefore[slot];
    }

    private long effect(Instruction instruction) {
        int dst = 1 << instruction.dst();
        int src = 1 << instruction.src();
        boolean byRegister = (instruction.opcode() & X) != 0;
        return switch (instruction.instructionClass()) {
            case LD -> instruction.isWide() ? effect(dst, 0) : effect(0, ALL);
            case LDX -> effect(dst, src);
            case ST -> effect(0, dst);
            case STX ->
                (instruction.opcode() & 0xe0) == ATOMIC ? atomic(instruction.imm(), dst, src) : effect(0, dst | src);
            case ALU, ALU64 ->
                switch (instruction.opcode() & 0xf0) {
                    case END -> effect(dst, dst);
                    case MOV -> effect(dst, byRegister ? src : 0);
                    default -> effect(dst, byRegister ? dst | src : dst);
                };
            default -> jump(instruction, dst, src, byRegister);
        };
    }

    private long jump(Instruction instruction, int dst, int src, boolean byRegister) {
        return switch (instruction.opcode() & 0xf0) {
            case JA -> effect(0, byRegister ? dst : 0);
            case JCOND -> effect(0, 0);
            case EXIT_OP -> effect(0, R0);
            case CALL_OP -> call(instruction);
            default -> effect(0, byRegister ? dst | src : dst);
        };
    }

    private long call(Instruction call) {
        int parameters = Jumps.isFunctionCall(call) ? -1 : callees.parameters(call);
        return effect(SCRATCHED, parameters < 0 ? ARGUMENTS : (1 << parameters + 1) - 2);
    }

    private static long atomic(int operation, int dst, int src) {
        return switch (operation) {
            case CMPXCHG -> effect(R0, R0 | dst | src);
            case LOAD_ACQUIRE -> effect(dst, src);
            case STORE_RELEASE -> effect(0, dst | src);
            default -> effect((operation & FETCH) != 0 ? src : 0, dst | src);
        };
    }

    private static long effect(int written, int read) {
        return (long) written << 32 | read;
    }

    private static int written(long effect) {
        return (int) (effect >> 32);
    }

    private static int read(long effect) {
        return (int) effect;
    }
}
