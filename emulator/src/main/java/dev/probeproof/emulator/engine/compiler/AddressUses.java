// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.compiler.Tracking.Form;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Of which pointers a function wants the 64 bits besides array and index: those that are compared, stored or handed over.
 * The others are not kept up to date: a loop that moves a pointer would move its address, too, for nobody.
 */
final class AddressUses {
    private static final int REGISTERS = 11;

    private final Instructions program;
    private final FunctionLayout function;
    private final Tracking tracking;
    /** By slot from the function's start, before the instruction: a bit for each register. */
    private final int[] wanted;

    private final boolean everything;

    private AddressUses(Instructions program, FunctionLayout function, Tracking tracking, boolean everything) {
        this.program = program;
        this.function = function;
        this.tracking = tracking;
        this.everything = everything;
        this.wanted = new int[function.end() - function.start() + 2];
    }

    /** All of them: registers go from part to part by their 64 bits. */
    static AddressUses ofParts(Instructions program, FunctionLayout function, Tracking tracking) {
        return new AddressUses(program, function, tracking, true);
    }

    static AddressUses of(Instructions program, FunctionLayout function, Tracking tracking) {
        AddressUses uses = new AddressUses(program, function, tracking, false);
        while (uses.lookAtAll()) {
            // What is wanted behind a jump backwards is wanted before it.
        }
        return uses;
    }

    /** Whether the 64 bits of a pointer may be read at a slot or later, before it is written. */
    boolean isWanted(int slot, int register) {
        return everything || register == FunctionScope.FRAME_POINTER || (before(slot) & 1 << register) != 0;
    }

    private int before(int slot) {
        boolean inside = slot >= function.start() && slot < function.end() && tracking.isReached(slot);
        return inside ? wanted[slot - function.start()] : 0;
    }

    private boolean lookAtAll() {
        boolean changed = false;
        for (int slot = function.end() - 1; slot >= function.start(); slot--) {
            if (tracking.isReached(slot)) {
                int now = look(slot);
                changed |= now != wanted[slot - function.start()];
                wanted[slot - function.start()] = now;
            }
        }
        return changed;
    }

    private int look(int slot) {
        Instruction instruction = program.get(slot);
        int behind = behind(slot, instruction);
        int read = reads(slot, instruction, behind);
        int result = 0;
        for (int register = 0; register < REGISTERS - 1; register++) {
            if (!tracking.isLive(slot, register)) {
                continue;
            }
            boolean goesOn = (behind & 1 << register) != 0 && !Effects.writes(instruction, register);
            Form form = tracking.form(slot, register);
            if (form == Form.NONE || form == Form.POINTER && (goesOn || (read & 1 << register) != 0)) {
                result |= 1 << register;
            }
        }
        return result;
    }

    private int behind(int slot, Instruction instruction) {
        boolean jumps = FunctionLayout.isJump(instruction) && instruction.opcode() != EXIT;
        boolean fallsThrough = !FunctionLayout.isJump(instruction) || FunctionLayout.isConditional(instruction);
        return (jumps ? before(function.target(slot)) : 0) | (fallsThrough ? before(function.next(slot)) : 0);
    }

    /** Which registers an instruction reads all 64 bits of. */
    private int reads(int slot, Instruction instruction, int behind) {
        int dst = 1 << instruction.dst();
        int src = 1 << instruction.src();
        return switch (instruction.instructionClass()) {
            case ALU, ALU64 -> ofArithmetic(slot, instruction, behind);
            case LD -> instruction.isWide() ? 0 : src;
            case LDX -> 0;
            case ST -> ofPlace(slot, instruction);
            case STX -> ofPlace(slot, instruction) | ofStored(instruction);
            default -> {
                if (instruction.opcode() == CALL) {
                    yield 0b111110;
                }
                if (instruction.opcode() == EXIT) {
                    yield 1;
                }
                yield JumpWriter.isNullCheck(tracking, slot, instruction) ? 0 : dst | src;
            }
        };
    }

    private int ofPlace(int slot, Instruction instruction) {
        return tracking.kind(slot, instruction.dst()) == Kind.CONTEXT ? 1 << instruction.dst() : 0;
    }

    private static int ofStored(Instruction instruction) {
        boolean atomic = (instruction.opcode() & 0xe0) == ATOMIC;
        if (atomic && instruction.imm() == LOAD_ACQUIRE) {
            return 0;
        }
        return 1 << instruction.src() | (atomic && instruction.imm() == CMPXCHG ? 1 : 0);
    }

    /** A pointer that is made of another needs all of that if all of it is needed. */
    private int ofArithmetic(int slot, Instruction instruction, int behind) {
        int dst = 1 << instruction.dst();
        int src = (instruction.opcode() & X) != 0 ? 1 << instruction.src() : 0;
        int next = function.next(slot);
        if (!tracking.isLive(next, instruction.dst())) {
            return 0;
        }
        boolean fromPointer = ArithmeticWriter.movesPointer(tracking, slot, next, instruction);
        return fromPointer && (behind & dst) == 0 ? 0 : dst | src;
    }
}
