// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.number.Outcome;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;

/** Comparing a packet pointer with the end of the packet proves bytes to be there, or not. */
final class PacketComparison {
    /** As the size of a packet pointer: it stands at the end of the packet. */
    static final int AT_END = -1;
    /** It stands behind the end of the packet. */
    static final int BEYOND_END = -2;

    private static final int MAX_PACKET_OFFSET = 0xffff;

    private final Verification verification;

    PacketComparison(Verification verification) {
        this.verification = verification;
    }

    static boolean isPacket(RegisterState register) {
        return register.type().isPacket() || register.is(RegisterType.PACKET_END);
    }

    /** Whether the jump is taken, if an earlier comparison told. */
    Outcome outcome(RegisterState left, RegisterState right, int operation) {
        RegisterState pointer;
        int asked = operation;
        if (right.is(RegisterType.PACKET_END)) {
            pointer = left;
        } else if (left.is(RegisterType.PACKET_END)) {
            pointer = right;
            asked = flipped(operation);
        } else {
            return Outcome.UNKNOWN;
        }
        int range = pointer.size();
        if (range >= 0) {
            return Outcome.UNKNOWN;
        }
        return switch (asked) {
            case Opcode.JGT -> range == BEYOND_END ? Outcome.ALWAYS : Outcome.UNKNOWN;
            case Opcode.JLE -> range == BEYOND_END ? Outcome.NEVER : Outcome.UNKNOWN;
            case Opcode.JGE -> Outcome.ALWAYS;
            case Opcode.JLT -> Outcome.NEVER;
            default -> Outcome.UNKNOWN;
        };
    }

    /** What the comparison proves on the way that falls through ({@code here}) and the one that jumps ({@code there}). */
    void learn(Instruction instruction, VerifierState here, VerifierState there) {
        RegisterState left = here.register(instruction.dst());
        RegisterState right = here.register(instruction.src());
        if (isLimited(left, right)) {
            learn(instruction.opcode() & Verification.OPERATION_MASK, instruction.dst(), here, there);
        } else if (isLimited(right, left)) {
            learn(flipped(instruction.opcode() & Verification.OPERATION_MASK), instruction.src(), here, there);
        }
    }

    private void learn(int operation, int number, VerifierState here, VerifierState there) {
        switch (operation) {
            case Opcode.JGT -> {
                prove(here, number, false);
                placeAtEnd(there, number, BEYOND_END);
            }
            case Opcode.JLT -> {
                prove(there, number, true);
                placeAtEnd(here, number, AT_END);
            }
            case Opcode.JGE -> {
                prove(here, number, true);
                placeAtEnd(there, number, AT_END);
            }
            case Opcode.JLE -> {
                prove(there, number, false);
                placeAtEnd(here, number, BEYOND_END);
            }
            default -> {}
        }
    }

    private static boolean isLimited(RegisterState pointer, RegisterState limit) {
        return pointer.is(RegisterType.PACKET) && limit.is(RegisterType.PACKET_END)
                || pointer.is(RegisterType.PACKET_META) && isStartOfPacket(limit);
    }

    private static boolean isStartOfPacket(RegisterState register) {
        return register.is(RegisterType.PACKET)
                && register.id() == 0
                && register.offset() == 0
                && register.bounds().isConstant()
                && register.bounds().constantValue() == 0;
    }

    /** All bytes before the pointer, and the one it points to if it is below the limit, are there. */
    private void prove(VerifierState state, int number, boolean below) {
        RegisterState pointer = state.register(number);
        int offset = pointer.offset();
        if (offset < 0 || offset == 0 && below) {
            return;
        }
        long umax = pointer.bounds().umax();
        if (Long.compareUnsigned(umax, MAX_PACKET_OFFSET) > 0 || umax + offset > MAX_PACKET_OFFSET) {
            return;
        }
        boolean movedAsWhole = verification.has(KernelChange.POINTER_OFFSETS_IN_BOUNDS);
        int end = movedAsWhole ? (int) (umax + offset) : offset;
        int range = below ? end + 1 : end;
        StateRegisters.replace(
                state,
                register -> register.type() == pointer.type() && register.id() == pointer.id()
                        ? register.withSize(Math.max(register.size(), range))
                        : register);
    }

    private void placeAtEnd(VerifierState state, int number, int place) {
        RegisterState pointer = state.register(number);
        if (pointer.is(RegisterType.PACKET) && verification.has(KernelChange.PACKET_END_PLACES)) {
            state.set(number, pointer.withSize(place));
        }
    }

    private static int flipped(int operation) {
        return switch (operation) {
            case Opcode.JGT -> Opcode.JLT;
            case Opcode.JLT -> Opcode.JGT;
            case Opcode.JGE -> Opcode.JLE;
            case Opcode.JLE -> Opcode.JGE;
            default -> operation;
        };
    }
}
