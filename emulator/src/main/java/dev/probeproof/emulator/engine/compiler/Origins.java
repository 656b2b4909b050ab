// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import java.util.List;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.loader.insn.Opcode.*;

/** What is to be known of a program's instructions when one of them goes wrong in compiled code. */
final class Origins {
    private static final int NOT_IN_CONTEXT = Integer.MIN_VALUE;

    private final Instructions program;
    private final int[] instructionsBehind;
    private final int[] contextOffsets;

    private Origins(Instructions program) {
        this.program = program;
        this.instructionsBehind = new int[program.size()];
        this.contextOffsets = new int[program.size()];
    }

    static Origins of(Instructions program, List<FunctionLayout> functions, Tracking tracking) {
        Origins origins = new Origins(program);
        for (FunctionLayout function : functions) {
            for (int slot = function.start(); slot < function.end(); slot = function.next(slot)) {
                origins.instructionsBehind[slot] = function.instructionsFrom(slot) - 1;
                origins.contextOffsets[slot] = contextOffset(program.get(slot), slot, tracking);
            }
        }
        return origins;
    }

    private static int contextOffset(Instruction instruction, int slot, Tracking tracking) {
        int pointer = switch (instruction.instructionClass()) {
            case LDX -> instruction.src();
            case ST, STX -> instruction.dst();
            default -> -1;
        };
        if (pointer < 0) {
            return NOT_IN_CONTEXT;
        }
        RegisterProof known = tracking.before(slot, pointer);
        return known.kind() == Kind.CONTEXT && known.isConstant()
                ? (int) known.min() + instruction.off()
                : NOT_IN_CONTEXT;
    }

    /** How many slots the program has. */
    int size() {
        return instructionsBehind.length;
    }

    /** The slot of the instruction after the one at a slot. */
    int next(int slot) {
        return slot + (program.get(slot).isWide() ? 2 : 1);
    }

    /** How many instructions of its block follow one. */
    int instructionsBehind(int slot) {
        return instructionsBehind[slot];
    }

    /**
     * What it means that an access lay outside of its array: contexts are as long as whoever delivers them makes them, and
     * some verifiers let programs read beyond. Null if that cannot be.
     */
    @Nullable
    MemoryFault outsideOfContext(int slot, long contextAddress) {
        int offset = contextOffsets[slot];
        if (offset == NOT_IN_CONTEXT) {
            return null;
        }
        Instruction instruction = program.get(slot);
        boolean write = instruction.instructionClass() != LDX;
        return new MemoryFault(contextAddress + offset, sizeBytes(instruction.opcode()), write);
    }
}
