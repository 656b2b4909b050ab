// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.number.Arithmetic;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;

/** A pointer that is moved by a number. */
final class PointerArithmetic {
    /** {@code BPF_MAX_VAR_OFF}: nothing is as far away as this. */
    static final int MAX_OFFSET = 1 << 29;

    private final Verification verification;

    PointerArithmetic(Verification verification) {
        this.verification = verification;
    }

    /** The destination of the instruction becomes the pointer moved by the number. */
    void move(Instruction instruction, RegisterState pointer, RegisterState number) {
        int dst = instruction.dst();
        int operation = instruction.opcode() & Verification.OPERATION_MASK;
        Bounds by = number.bounds();
        boolean known = by.tnum().isConst();
        if (known && (by.smin() != by.smax() || by.umin() != by.umax())
                || by.smin() > by.smax()
                || Long.compareUnsigned(by.umin(), by.umax()) > 0) {
            // Impossible bounds: this path is dead, and what it computes does not matter.
            verification.set(dst, verification.unknown());
            return;
        }
        if (instruction.instructionClass() != Opcode.ALU64) {
            if (operation == Opcode.SUB) {
                verification.set(dst, verification.unknown());
                return;
            }
            throw verification.reject(Errno.EACCES, "R%d 32-bit pointer arithmetic prohibited", dst);
        }
        requireMovable(dst, pointer, known && by.smin() == 0 && operation == Opcode.ADD, known);
        if (pointer.is(RegisterType.MEMORY) && pointer.has(TypeFlags.UNTRUSTED)) {
            // Offsets do not matter there. A number to which such a pointer is added stays what it is.
            verification.set(dst, verification.register(dst));
            return;
        }
        requireSane(number, pointer);
        requireSane(pointer, pointer);
        RegisterState moved = switch (operation) {
            case Opcode.ADD -> add(pointer, by, known);
            case Opcode.SUB -> subtract(instruction, pointer, by, known);
            case Opcode.AND, Opcode.OR, Opcode.XOR ->
                throw verification.reject(
                        Errno.EACCES,
                        "R%d bitwise operator %s on pointer prohibited",
                        dst,
                        ArithmeticStep.operator(instruction));
            default ->
                throw verification.reject(
                        Errno.EACCES,
                        "R%d pointer arithmetic with %s operator prohibited",
                        dst,
                        ArithmeticStep.operator(instruction));
        };
        requireSane(moved, pointer);
        verification.set(dst, verification.register(dst).isPointer() ? moved : withoutFrame(moved));
    }

    /** A number that a pointer is added to becomes that pointer, but kernels forget whose stack it points into. */
    private static RegisterState withoutFrame(RegisterState pointer) {
        return pointer.frame() == 0 ? pointer : pointer.change().frame(0).build();
    }

    private void requireMovable(int dst, RegisterState pointer, boolean addsZero, boolean known) {
        if (pointer.mayBeNull()) {
            throw verification.reject(
                    Errno.EACCES,
                    "R%d pointer arithmetic on %s prohibited, null-check it first",
                    dst,
                    verification.types.of(pointer));
        }
        boolean movable = switch (pointer.type()) {
            case CONTEXT,
                    MAP_VALUE,
                    MAP_KEY,
                    STACK,
                    PACKET_META,
                    PACKET,
                    TP_BUFFER,
                    BTF_ID,
                    MEMORY,
                    BUFFER,
                    FUNCTION,
                    CONST_DYNPTR -> true;
            case FLOW_KEYS -> known;
            case MAP_POINTER -> addsZero;
            default -> false;
        };
        if (!movable) {
            throw verification.reject(
                    Errno.EACCES, "R%d pointer arithmetic on %s prohibited", dst, verification.types.of(pointer));
        }
    }

    private RegisterState add(RegisterState pointer, Bounds by, boolean known) {
        long offset = pointer.offset() + by.smin();
        if (known && offset == (int) offset) {
            return pointer.withOffset((int) offset);
        }
        RegisterState.Parts moved =
                pointer.change().bounds(Arithmetic.addedToPointer(verification.numbers, pointer.bounds(), by));
        if (pointer.type().isPacket()) {
            // Where it points now nobody knows: nothing of the packet is proved behind it.
            moved.id(verification.nextId()).size(0);
        }
        return moved.build();
    }

    private RegisterState subtract(Instruction instruction, RegisterState pointer, Bounds by, boolean known) {
        int dst = instruction.dst();
        if (!verification.register(dst).isPointer()) {
            throw verification.reject(Errno.EACCES, "R%d tried to subtract pointer from scalar", dst);
        }
        if (pointer.is(RegisterType.STACK)) {
            throw verification.reject(Errno.EACCES, "R%d subtraction from stack pointer prohibited", dst);
        }
        long offset = pointer.offset() - by.smin();
        if (known && offset == (int) offset) {
            return pointer.withOffset((int) offset);
        }
        RegisterState.Parts moved =
                pointer.change().bounds(Arithmetic.subtractedFromPointer(verification.numbers, pointer.bounds(), by));
        if (pointer.type().isPacket()) {
            moved.id(verification.nextId());
            if (by.smin() < 0) {
                moved.size(0);
            }
        }
        return moved.build();
    }

    private void requireSane(RegisterState offset, RegisterState pointer) {
        String type = verification.types.of(pointer);
        Bounds bounds = offset.bounds();
        if (bounds.tnum().isConst()) {
            long value = bounds.tnum().value();
            if (value >= MAX_OFFSET || value <= -MAX_OFFSET) {
                throw verification.reject(Errno.EINVAL, "math between %s pointer and %d is not allowed", type, value);
            }
        }
        int fixed = offset.isScalar() ? 0 : offset.offset();
        if (fixed >= MAX_OFFSET || fixed <= -MAX_OFFSET) {
            throw verification.reject(Errno.EINVAL, "%s pointer offset %d is not allowed", type, fixed);
        }
        if (bounds.smin() == Long.MIN_VALUE) {
            throw verification.reject(
                    Errno.EINVAL, "math between %s pointer and register with unbounded min value is not allowed", type);
        }
        if (bounds.smin() >= MAX_OFFSET || bounds.smin() <= -MAX_OFFSET) {
            throw verification.reject(Errno.EINVAL, "value %d makes %s pointer be out of bounds", bounds.smin(), type);
        }
    }
}
