// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.flow.Subprogram;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.JumpHistory;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;

/**
 * What has to be looked for before an instruction, given what is looked for after it ({@code backtrack_insn}).
 */
final class InstructionBacktracking {
    private static final int ARGUMENTS = 0b111110;
    private static final int TAIL_CALL = 12;

    private final Verification verification;
    private final BacktrackState backtrack;
    private final TraceText text;
    private final VerifierLog log;
    private final PruningRules rules;

    InstructionBacktracking(Verification verification, PruningRules rules, BacktrackState backtrack, TraceText text) {
        this.verification = verification;
        this.backtrack = backtrack;
        this.text = text;
        this.rules = rules;
        log = verification.log;
    }

    /**
     * Steps back over one instruction.
     *
     * @param subsequent the slot that the path went to from here, or -1
     * @param entry of this instruction in the history, or -1
     * @return false if the origin cannot be followed
     */
    boolean step(int slot, int subsequent, JumpHistory history, int entry) {
        Instruction instruction = verification.program[slot];
        if (instruction.opcode() == 0) {
            return true;
        }
        if (log.showsInstructions()) {
            int frame = backtrack.frame();
            log.write("mark_precise: frame" + frame + ": regs=" + backtrack.registersText(frame) + " stack="
                    + backtrack.slotsText(frame) + " before " + slot + ": " + text.instruction(slot) + "\n");
        }
        long linked = entry < 0 ? LinkedRegisters.NONE : history.linked(entry);
        int flags = entry < 0 ? 0 : history.flags(entry);
        LinkedRegisters.backtrack(linked, backtrack);
        boolean followed = switch (instruction.instructionClass()) {
            case Opcode.ALU, Opcode.ALU64 -> arithmetic(instruction);
            case Opcode.LDX -> load(instruction.dst(), flags);
            case Opcode.ST -> store(instruction, flags, false);
            case Opcode.STX -> storeOrAtomic(instruction, flags);
            case Opcode.JMP, Opcode.JMP32 -> jump(instruction, slot, subsequent, flags);
            default -> wideLoad(instruction);
        };
        // What became looked for here may be linked as well.
        LinkedRegisters.backtrack(linked, backtrack);
        return followed;
    }

    /** Some atomic instructions load. */
    private boolean storeOrAtomic(Instruction instruction, int flags) {
        if ((instruction.opcode() & 0xe0) == Opcode.ATOMIC) {
            int operation = instruction.imm();
            if (operation == Opcode.LOAD_ACQUIRE) {
                return load(instruction.dst(), flags);
            }
            int fetched = operation == Opcode.CMPXCHG ? 0 : instruction.src();
            boolean fetches = (operation & Opcode.FETCH) != 0 && operation != Opcode.STORE_RELEASE;
            if (fetches && rules.tracksAtomics() && backtrack.hasRegister(fetched)) {
                return load(fetched, flags);
            }
        }
        return store(instruction, flags, true);
    }

    private boolean arithmetic(Instruction instruction) {
        int destination = instruction.dst();
        int operation = instruction.opcode() & 0xf0;
        if (!backtrack.hasRegister(destination) || operation == Opcode.END || operation == Opcode.NEG) {
            return true;
        }
        if (operation == Opcode.MOV) {
            backtrack.removeRegister(destination);
        }
        if ((instruction.opcode() & Opcode.X) != 0 && instruction.src() != 10) {
            backtrack.addRegister(instruction.src());
        }
        return true;
    }

    /** Only what was spilled to the stack can be exact; values from elsewhere begin here. */
    private boolean load(int destination, int flags) {
        if (!backtrack.hasRegister(destination)) {
            return true;
        }
        backtrack.removeRegister(destination);
        if ((flags & JumpHistory.STACK_ACCESS) != 0) {
            backtrack.addSlot(frame(flags), stackSlot(flags));
        }
        return true;
    }

    private boolean store(Instruction instruction, int flags, boolean fromRegister) {
        if (backtrack.hasRegister(instruction.dst())) {
            // A scalar that is stored through: a difference of pointers.
            return false;
        }
        if ((flags & JumpHistory.STACK_ACCESS) != 0 && backtrack.hasSlot(frame(flags), stackSlot(flags))) {
            backtrack.removeSlot(frame(flags), stackSlot(flags));
            if (fromRegister) {
                backtrack.addRegister(instruction.src());
            }
        }
        return true;
    }

    private static int stackSlot(int flags) {
        return flags & 0x3f;
    }

    private static int frame(int flags) {
        return flags >>> 6 & 7;
    }

    private boolean wideLoad(Instruction instruction) {
        if (!backtrack.hasRegister(instruction.dst())) {
            return true;
        }
        backtrack.removeRegister(instruction.dst());
        int mode = instruction.opcode() & 0xe0;
        return mode != Opcode.ABS && mode != Opcode.IND;
    }

    private boolean jump(Instruction instruction, int slot, int subsequent, int flags) {
        int operation = instruction.opcode() & 0xf0;
        if (instruction.isCall() && instruction.src() == Opcode.PSEUDO_CALL) {
            functionCall(slot, slot + instruction.imm() + 1, subsequent);
            return true;
        }
        if (verification.facts[slot].callsCallback && slot != subsequent - 1) {
            leaveCallback();
            return true;
        }
        if (operation == Opcode.CALL_OP) {
            return call(instruction, slot, subsequent);
        }
        if (operation == Opcode.EXIT_OP) {
            enterFunction(subsequent);
            return true;
        }
        int destination = instruction.dst();
        int source = instruction.src();
        if ((instruction.opcode() & Opcode.X) != 0
                && (backtrack.hasRegister(destination) || backtrack.hasRegister(source))) {
            if ((flags & JumpHistory.SOURCE_IS_STACK) == 0) {
                backtrack.addRegister(source);
            }
            if ((flags & JumpHistory.DESTINATION_IS_STACK) == 0) {
                backtrack.addRegister(destination);
            }
        }
        return true;
    }

    private void functionCall(int slot, int target, int subsequent) {
        Subprogram callee = functionAt(target);
        if (callee.isGlobal) {
            if (slot + 1 != subsequent) {
                throw verification.fault("extra insn from subprog");
            }
            requireNoArguments("global subprog unexpected regs ");
            backtrack.removeRegister(0);
            return;
        }
        requireOnlyArguments("static subprog unexpected regs ", "static subprog leftover stack slots ");
        int arguments = backtrack.registers();
        for (int i = 1; i <= 5; i++) {
            backtrack.removeRegister(i);
        }
        leaveFrame();
        for (int i = 1; i <= 5; i++) {
            if ((arguments & 1 << i) != 0) {
                backtrack.addRegister(i);
            }
        }
    }

    /** Callbacks get their arguments from the helper, not from its caller. */
    private void leaveCallback() {
        requireOnlyArguments("callback unexpected regs ", "callback leftover stack slots ");
        for (int i = 1; i <= 5; i++) {
            backtrack.removeRegister(i);
        }
        leaveFrame();
    }

    private boolean call(Instruction instruction, int slot, int subsequent) {
        if (instruction.src() == Opcode.PSEUDO_KFUNC_CALL && instruction.imm() == 0) {
            return false;
        }
        backtrack.removeRegister(0);
        requireNoArguments("backtracking call unexpected regs ");
        if (instruction.src() == Opcode.HELPER_CALL && instruction.imm() == TAIL_CALL && subsequent - slot != 1) {
            enterFrame();
        }
        return true;
    }

    /** Backwards through the exit of a function or of a callback: only a function hands on its r0. */
    private void enterFunction(int subsequent) {
        boolean fromCallback = subsequent >= 0 && verification.facts[subsequent].callsCallback;
        if (fromCallback && !rules.tracksAtomics()) {
            for (int i = 1; i <= 5; i++) {
                backtrack.removeRegister(i);
            }
        }
        if (!fromCallback) {
            requireNoArguments("backtracking exit unexpected regs ");
        }
        boolean wantsResult =
                subsequent > 0 && isFunctionCall(verification.program[subsequent - 1]) && backtrack.hasRegister(0);
        backtrack.removeRegister(0);
        enterFrame();
        if (wantsResult) {
            backtrack.addRegister(0);
        }
    }

    private static boolean isFunctionCall(Instruction instruction) {
        return instruction.isCall() && instruction.src() == Opcode.PSEUDO_CALL;
    }

    private Subprogram functionAt(int slot) {
        for (Subprogram subprogram : verification.subprograms) {
            if (subprogram.start == slot) {
                return subprogram;
            }
        }
        throw verification.fault("no function at " + slot);
    }

    private void requireNoArguments(String complaint) {
        if ((backtrack.registers() & ARGUMENTS) != 0) {
            throw verification.fault(complaint + Integer.toHexString(backtrack.registers()));
        }
    }

    private void requireOnlyArguments(String complaint, String stackComplaint) {
        if ((backtrack.registers() & ~ARGUMENTS) != 0) {
            throw verification.fault(complaint + Integer.toHexString(backtrack.registers()));
        }
        if (backtrack.slots() != 0) {
            throw verification.fault(stackComplaint + Long.toHexString(backtrack.slots()));
        }
    }

    private void enterFrame() {
        if (!backtrack.enter()) {
            throw verification.fault("subprog enter from frame " + backtrack.frame());
        }
    }

    private void leaveFrame() {
        if (!backtrack.exit()) {
            throw verification.fault("subprog exit from frame 0");
        }
    }
}
