// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.JumpHistory;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;
import org.jspecify.annotations.Nullable;

/**
 * How releases before Linux 6.5 look for the origin of a scalar: within one function, one register or stack slot at a
 * time, and the stack only where it is accessed through r10. Everything else makes all scalars precise.
 */
final class SingleFrameBacktracking {
    private static final int FRAME_POINTER = FrameState.FRAME_POINTER;
    private static final int NOT_ARGUMENTS = ~0b111110;

    private final Verification verification;
    private final VerifierLog log;
    private final TraceText text;
    /** Parts of spilled registers can be loaded again (5.16). */
    private final boolean tracksPartialSpills;
    /** Before 5.17 the log has the state in a line of its own, before the marks. */
    private final boolean printsStateFirst;
    /** Helpers that call back are not followed (6.0). */
    private final boolean stopsAtCallbacks;

    private final boolean tracksAtomics;

    private int registers;
    private long slots;

    SingleFrameBacktracking(Verification verification, PruningRules rules, TraceText text) {
        this.verification = verification;
        this.log = verification.log;
        this.text = text;
        tracksPartialSpills = verification.has(KernelChange.PARTIAL_SPILLS);
        printsStateFirst = !verification.profile.isAtLeast(5, 17);
        stopsAtCallbacks = verification.profile.isAtLeast(6, 0);
        tracksAtomics = rules.tracksAtomics();
    }

    /** Looks for the origin of a register of a frame of the current state. */
    void markRegister(VerifierState state, int frame, int register) {
        registers = 1 << register;
        slots = 0;
        walk(state, frame);
    }

    /** Looks for the origin of a spilled scalar. */
    void markSlot(VerifierState state, int frame, int slot) {
        if (!state.frame(frame).slot(slot).isSpilledScalar()) {
            return;
        }
        registers = 0;
        slots = 1L << slot;
        walk(state, frame);
    }

    private void walk(VerifierState start, int frame) {
        VerifierState state = start;
        int last = start.slot;
        boolean skipsFirst = true;
        while (true) {
            int first = state.firstSlot;
            if (log.showsInstructions()) {
                log.write("last_idx " + last + " first_idx " + first + "\n");
            }
            if (last < 0) {
                markArguments(state);
                return;
            }
            if (walkSegment(state, last, skipsFirst)) {
                return;
            }
            skipsFirst = false;
            VerifierState parent = state.parent;
            if (parent == null) {
                return;
            }
            state = parent;
            if (!markIn(state, frame) || registers == 0 && slots == 0) {
                return;
            }
            last = state.lastSlot;
        }
    }

    /** True if there is nothing more to look for. */
    private boolean walkSegment(VerifierState state, int last, boolean skipsFirst) {
        JumpHistory history = state.history;
        int entries = history.size();
        boolean skip = skipsFirst;
        int slot = last;
        while (true) {
            if (!skip && !step(slot)) {
                markAll(state.parent);
                return true;
            }
            skip = false;
            if (registers == 0 && slots == 0) {
                return true;
            }
            if (slot == state.firstSlot) {
                return false;
            }
            if (entries > 0 && history.slot(entries - 1) == slot) {
                slot = history.previous(entries - 1);
                entries--;
            } else {
                slot--;
            }
            if (slot < 0 || slot >= verification.program.length) {
                throw bug("BUG backtracking idx " + slot);
            }
        }
    }

    private Rejection bug(String what) {
        return verification.reject(Errno.EFAULT, "%s", what);
    }

    /** The arguments of a global function have no origin. */
    private void markArguments(VerifierState state) {
        FrameState frame = state.frame(0);
        boolean isGlobalEntry = state.currentFrame() == 0 && frame.subprogram > 0 && frame.callSite == -1;
        if (!isGlobalEntry || slots != 0 || (registers & NOT_ARGUMENTS) != 0) {
            throw bug("BUG backtracing func entry subprog " + frame.subprogram + " reg_mask "
                    + Integer.toHexString(registers) + " stack_mask " + Long.toHexString(slots));
        }
        for (int i = 1; i <= 5; i++) {
            if ((registers & 1 << i) != 0 && frame.register(i).isScalar()) {
                frame.set(i, frame.register(i).withPrecise(true));
            }
        }
    }

    /** Marks what is looked for in a checkpoint; false if nothing was new, or all is marked. */
    private boolean markIn(VerifierState state, int number) {
        if (number > state.currentFrame()) {
            return false;
        }
        FrameState frame = state.frame(number);
        boolean isNew = markRegisters(frame);
        for (long mask = slots; mask != 0; mask &= mask - 1) {
            int i = Long.numberOfTrailingZeros(mask);
            if (i >= frame.stackSlots()) {
                // Stored through another register than r10, which is not followed.
                markAll(state.parent);
                return false;
            }
            StackSlot slot = frame.slot(i);
            if (!slot.isSpilledScalar()) {
                slots &= ~(1L << i);
            } else if (!slot.register().isPrecise()) {
                frame.setSlot(i, slot.withRegister(slot.register().withPrecise(true)));
                isNew = true;
            }
        }
        if (log.showsInstructions()) {
            String shown = text.state(state, number);
            String marks = (isNew ? "parent didn't have" : "parent already had") + " regs="
                    + Integer.toHexString(registers) + " stack=" + Long.toHexString(slots) + " marks";
            log.write(printsStateFirst ? shown + "\n" + marks + "\n" : marks + ":" + shown + "\n");
        }
        return isNew;
    }

    private boolean markRegisters(FrameState frame) {
        boolean isNew = false;
        for (int mask = registers; mask != 0; mask &= mask - 1) {
            int i = Integer.numberOfTrailingZeros(mask);
            RegisterState register = frame.register(i);
            if (!register.isScalar()) {
                registers &= ~(1 << i);
            } else if (!register.isPrecise()) {
                frame.set(i, register.withPrecise(true));
                isNew = true;
            }
        }
        return isNew;
    }

    /** Gives up: makes all scalars precise in a checkpoint and those before it. */
    private static void markAll(@Nullable VerifierState first) {
        for (VerifierState state = first; state != null; state = state.parent) {
            for (int i = 0; i <= state.currentFrame(); i++) {
                FrameState frame = state.frame(i);
                for (int j = 0; j < FRAME_POINTER; j++) {
                    RegisterState register = frame.register(j);
                    if (register.isScalar()) {
                        frame.set(j, register.withPrecise(true));
                    }
                }
                for (int j = 0; j < frame.stackSlots(); j++) {
                    StackSlot slot = frame.slot(j);
                    if (slot.isSpilledScalar()) {
                        frame.setSlot(j, slot.withRegister(slot.register().withPrecise(true)));
                    }
                }
            }
        }
    }

    private boolean looksFor(int register) {
        return (registers & 1 << register) != 0;
    }

    /** Steps back over an instruction; false if it cannot be followed. */
    private boolean step(int slot) {
        Instruction instruction = verification.program[slot];
        if (instruction.opcode() == 0) {
            return true;
        }
        if (log.showsInstructions()) {
            log.write("regs=" + Integer.toHexString(registers) + " stack=" + Long.toHexString(slots) + " before " + slot
                    + ": " + text.instruction(slot) + "\n");
        }
        return switch (instruction.instructionClass()) {
            case Opcode.ALU, Opcode.ALU64 -> arithmetic(instruction);
            case Opcode.LDX -> load(instruction, instruction.dst(), instruction.src());
            case Opcode.ST, Opcode.STX -> store(instruction);
            case Opcode.JMP, Opcode.JMP32 -> jump(instruction, slot);
            default -> wideLoad(instruction);
        };
    }

    private boolean arithmetic(Instruction instruction) {
        int operation = instruction.opcode() & Verification.OPERATION_MASK;
        if (!looksFor(instruction.dst()) || operation == Opcode.END || operation == Opcode.NEG) {
            return true;
        }
        if (operation == Opcode.MOV) {
            registers &= ~(1 << instruction.dst());
        }
        if ((instruction.opcode() & Opcode.X) != 0) {
            registers |= 1 << instruction.src();
        }
        return true;
    }

    private boolean load(Instruction instruction, int destination, int base) {
        if (!looksFor(destination)) {
            return true;
        }
        registers &= ~(1 << destination);
        if (base == FRAME_POINTER && isTracked(instruction)) {
            slots |= 1L << stackSlot(instruction);
        }
        return true;
    }

    private boolean isTracked(Instruction instruction) {
        return tracksPartialSpills || (instruction.opcode() & 0x18) == Opcode.DW;
    }

    private int stackSlot(Instruction instruction) {
        int slot = (-instruction.off() - 1) / StackSlot.BYTES;
        if (slot < 0 || slot >= 64) {
            throw bug("BUG spi " + slot);
        }
        return slot;
    }

    private boolean store(Instruction instruction) {
        boolean isAtomic = (instruction.opcode() & 0xe0) == Opcode.ATOMIC;
        if (isAtomic && tracksAtomics && (instruction.imm() & Opcode.FETCH) != 0) {
            int fetched = instruction.imm() == Opcode.CMPXCHG ? 0 : instruction.src();
            if (looksFor(fetched)) {
                return load(instruction, fetched, instruction.dst());
            }
        }
        if (looksFor(instruction.dst())) {
            return false;
        }
        if (instruction.dst() != FRAME_POINTER || !isTracked(instruction)) {
            return true;
        }
        long bit = 1L << stackSlot(instruction);
        if ((slots & bit) != 0) {
            slots &= ~bit;
            if (instruction.instructionClass() == Opcode.STX) {
                registers |= 1 << instruction.src();
            }
        }
        return true;
    }

    private boolean jump(Instruction instruction, int slot) {
        int operation = instruction.opcode() & Verification.OPERATION_MASK;
        if (operation == Opcode.EXIT_OP) {
            return false;
        }
        if (operation == Opcode.CALL_OP) {
            return call(instruction, slot);
        }
        if ((instruction.opcode() & Opcode.X) != 0 && (looksFor(instruction.dst()) || looksFor(instruction.src()))) {
            registers |= 1 << instruction.dst() | 1 << instruction.src();
        }
        return true;
    }

    private boolean call(Instruction instruction, int slot) {
        if (instruction.src() == Opcode.PSEUDO_CALL
                || instruction.src() == Opcode.PSEUDO_KFUNC_CALL && instruction.imm() == 0
                || stopsAtCallbacks && verification.facts[slot].callsCallback) {
            return false;
        }
        registers &= ~1;
        if ((registers & 0x3f) != 0) {
            throw bug("BUG regs " + Integer.toHexString(registers));
        }
        return true;
    }

    private boolean wideLoad(Instruction instruction) {
        if (!looksFor(instruction.dst())) {
            return true;
        }
        registers &= ~(1 << instruction.dst());
        int mode = instruction.opcode() & 0xe0;
        return mode != Opcode.ABS && mode != Opcode.IND;
    }
}
