// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;

/**
 * What compiled code knows of registers besides their 64 bits. HotSpot removes range checks and unrolls loops for
 * {@code int} variables, not for {@code long} ones: hence small numbers are kept as {@code int} as well, and pointers as an
 * array with an {@code int} index into it.
 */
final class Tracking {
    private static final int FRAME_POINTER = 10;
    private static final int STACK_BYTES = 512;

    /** In what form a register is kept besides its value. */
    enum Form {
        NONE,
        /** A number from 0 to 2³¹ - 1, also as an int. */
        SMALL,
        /** A pointer, also as an array and an index. */
        POINTER
    }

    private final ProgramProof proof;

    Tracking(ProgramProof proof) {
        this.proof = proof;
    }

    RegisterProof before(int slot, int register) {
        if (register == FRAME_POINTER) {
            return new RegisterProof(Kind.STACK, 0, 0, false, -1);
        }
        return slot < proof.size() && proof.isReached(slot) ? proof.before(slot, register) : RegisterProof.UNKNOWN;
    }

    Kind kind(int slot, int register) {
        return before(slot, register).kind();
    }

    Form form(int slot, int register) {
        RegisterProof known = before(slot, register);
        if (known.isSmall()) {
            return Form.SMALL;
        }
        return switch (known.kind()) {
            case CONTEXT, STACK, CALLER_STACK, MAP_VALUE, PACKET, PACKET_META, MEMORY -> Form.POINTER;
            default -> Form.NONE;
        };
    }

    boolean isSmall(int slot, int register) {
        return form(slot, register) == Form.SMALL;
    }

    boolean isPointer(int slot, int register) {
        return form(slot, register) == Form.POINTER;
    }

    /** Whether it points into the stack of the function under way. */
    boolean isStack(int slot, int register) {
        return kind(slot, register) == Kind.STACK;
    }

    boolean isLive(int slot, int register) {
        return slot < proof.size() && proof.isReached(slot) && proof.isLive(slot, register);
    }

    boolean isReached(int slot) {
        return slot < proof.size() && proof.isReached(slot);
    }

    /**
     * The index of an access in the stack of the function under way, or -1 if it is not always the same.
     *
     * @param offset added to the register
     */
    int constantStackIndex(int slot, int register, int offset) {
        RegisterProof known = before(slot, register);
        if (known.kind() != Kind.STACK || !known.isConstant() || known.mayBeNull()) {
            return -1;
        }
        long index = STACK_BYTES + known.min() + offset;
        return index >= 0 && index < STACK_BYTES ? (int) index : -1;
    }

    /** The same for the context: the distance from its start, or -1. */
    int constantContextOffset(int slot, int register, int offset) {
        RegisterProof known = before(slot, register);
        boolean constant = known.kind() == Kind.CONTEXT && known.isConstant() && !known.mayBeNull();
        return constant && known.min() + offset >= 0 ? (int) known.min() + offset : -1;
    }
}
