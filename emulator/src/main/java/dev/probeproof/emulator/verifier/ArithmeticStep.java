// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.number.Arithmetic;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** Arithmetic and moves between registers. */
final class ArithmeticStep {
    /** {@code off} of a 64-bit move that casts between address spaces. */
    private static final int ADDRESS_SPACE_CAST = 1;

    private static final String[] OPERATORS = {
        "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian", "", ""
    };

    private final Verification verification;
    private final Checks checks;
    private final PointerArithmetic pointers;

    ArithmeticStep(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        this.pointers = new PointerArithmetic(verification);
    }

    /** How logs write an operation. */
    static String operator(Instruction instruction) {
        return OPERATORS[instruction.opcode() >> 4 & 15];
    }

    void check() {
        Instruction instruction = verification.instruction();
        switch (instruction.opcode() & Verification.OPERATION_MASK) {
            case Opcode.NEG -> negate(instruction);
            case Opcode.END -> swapBytes(instruction);
            case Opcode.MOV -> move(instruction);
            default -> compute(instruction);
        }
        checkBounds(instruction.dst(), "alu");
    }

    /** Bounds that contradict each other are forgotten, as the kernel does after it has said so (6.8). */
    void checkBounds(int number, String where) {
        RegisterState register = verification.register(number);
        if (!register.isScalar() || !verification.has(KernelChange.BOUNDS_SANITY)) {
            return;
        }
        String violation = register.bounds().violation();
        if (violation != null) {
            verification.log.line("REG INVARIANTS VIOLATION (%s): %s", where, violation);
            verification.set(number, register.withBounds(register.bounds().withoutRanges()));
        }
    }

    private void negate(Instruction instruction) {
        int dst = instruction.dst();
        RegisterState register = checks.registers.require(dst);
        if (register.isScalar() && verification.numbers.negates()) {
            Bounds negated = Arithmetic.apply(
                    verification.numbers, Opcode.NEG, isWide(instruction), register.bounds(), Bounds.constant(0));
            checks.registers.requireWritable(dst);
            verification.set(
                    dst, register.change().bounds(negated).id(0).offset(0).build());
            // The result does not say whether its source had to be precise: like every operation on one register.
        } else {
            checks.registers.makeUnknown(dst);
        }
    }

    private void swapBytes(Instruction instruction) {
        int dst = instruction.dst();
        RegisterState register = checks.registers.require(dst);
        checks.registers.makeUnknown(dst);
        if (register.isScalar()) {
            boolean toBig = (instruction.opcode() & Opcode.X) != 0;
            boolean unconditional = isWide(instruction);
            boolean big = verification.target.arch().byteOrder() == ByteOrder.BIG_ENDIAN;
            Bounds swapped = Arithmetic.byteOrder(
                    verification.numbers, instruction.imm(), unconditional || toBig != big, register.bounds());
            verification.set(dst, verification.unknown().withBounds(swapped));
        }
    }

    private void move(Instruction instruction) {
        int dst = instruction.dst();
        boolean wide = isWide(instruction);
        if (!isRegisterForm(instruction)) {
            checks.registers.requireWritable(dst);
            long value = wide ? instruction.imm() : instruction.imm() & 0xffff_ffffL;
            verification.set(dst, verification.constant(value));
            return;
        }
        checks.registers.require(instruction.src());
        checks.registers.requireWritable(dst);
        if (wide && instruction.off() == ADDRESS_SPACE_CAST) {
            castAddressSpace(instruction);
        } else if (instruction.off() != 0) {
            moveSignExtended(instruction, wide);
        } else if (wide) {
            verification.set(dst, checks.links.identified(instruction.src()));
        } else {
            moveLowHalf(instruction);
        }
    }

    private void castAddressSpace(Instruction instruction) {
        RegisterState cast = verification.unknown();
        if (instruction.imm() == 1) {
            cast = RegisterState.pointer(RegisterType.ARENA)
                    .bounds(Bounds.UNKNOWN)
                    .build();
        }
        verification.set(instruction.dst(), cast);
    }

    private void moveSignExtended(Instruction instruction, boolean wide) {
        RegisterState source = verification.register(instruction.src());
        int bits = instruction.off();
        if (!source.isScalar()) {
            verification.set(instruction.dst(), verification.unknown());
            return;
        }
        boolean unchanged = Long.compareUnsigned(source.bounds().umax(), 1L << bits - 1) < 0;
        if (unchanged) {
            source = checks.links.identified(instruction.src());
        } else {
            source = source.change().id(0).build();
        }
        Bounds extended = source.bounds().signExtended(verification.numbers, bits, wide);
        verification.set(instruction.dst(), source.withBounds(extended));
    }

    private void moveLowHalf(Instruction instruction) {
        RegisterState source = verification.register(instruction.src());
        if (!source.isScalar()) {
            verification.set(instruction.dst(), verification.unknown());
            return;
        }
        boolean unchanged = StackMemory.width(source) <= 32 && verification.has(KernelChange.LINKED_LOW_HALVES);
        source = unchanged
                ? checks.links.identified(instruction.src())
                : source.change().id(0).offset(0).build();
        verification.set(instruction.dst(), source.withBounds(source.bounds().zeroExtended32(verification.numbers)));
    }

    private void compute(Instruction instruction) {
        if (isRegisterForm(instruction)) {
            checks.registers.require(instruction.src());
        }
        checks.registers.require(instruction.dst());
        checks.encoding.constantOperand(verification.slot);
        checks.registers.requireWritable(instruction.dst());
        operate(instruction);
    }

    private void operate(Instruction instruction) {
        int dst = instruction.dst();
        RegisterState left = verification.register(dst);
        if (left.is(RegisterType.ARENA)) {
            return;
        }
        if (!isRegisterForm(instruction)) {
            RegisterState right = RegisterState.constant(instruction.imm());
            if (left.isPointer()) {
                pointers.move(instruction, left, right);
            } else {
                computeNumber(instruction, left, right);
            }
            return;
        }
        RegisterState right = verification.register(instruction.src());
        if (right.isPointer()) {
            if (left.isPointer()) {
                combinePointers(instruction);
                return;
            }
            checks.precision.markRegister(dst);
            pointers.move(instruction, right, verification.register(dst));
        } else if (left.isPointer()) {
            checks.precision.markRegister(instruction.src());
            pointers.move(instruction, left, verification.register(instruction.src()));
        } else {
            if (left.isPrecise()) {
                checks.precision.markRegister(instruction.src());
            }
            computeNumber(instruction, verification.register(dst), verification.register(instruction.src()));
        }
    }

    /** The difference of two pointers is a number; nothing else can be made of two. */
    private void combinePointers(Instruction instruction) {
        if ((instruction.opcode() & Verification.OPERATION_MASK) == Opcode.SUB) {
            verification.set(instruction.dst(), verification.unknown());
            return;
        }
        throw verification.reject(
                Errno.EACCES, "R%d pointer %s pointer prohibited", instruction.dst(), operator(instruction));
    }

    private void computeNumber(Instruction instruction, RegisterState unsplit, RegisterState right) {
        int operation = instruction.opcode() & Verification.OPERATION_MASK;
        boolean wide = isWide(instruction);
        RegisterState left = split(instruction, operation, unsplit, right);
        boolean signed = instruction.off() == 1 && (operation == Opcode.DIV || operation == Opcode.MOD);
        Bounds result = signed
                ? Arithmetic.applySigned(verification.numbers, operation, wide, left.bounds(), right.bounds())
                : Arithmetic.apply(verification.numbers, operation, wide, left.bounds(), right.bounds());
        RegisterState.Parts parts = left.change().bounds(result);
        OptionalInt distance = linkDistance(instruction, operation, left, right);
        if (distance.isPresent()) {
            int width = wide ? RegisterState.ADD_CONSTANT : RegisterState.ADD_CONSTANT32;
            parts.id(left.id() | width).offset(distance.getAsInt());
        } else {
            parts.id(0).offset(0);
        }
        if (result.isUnknown() && !left.isPrecise()) {
            verification.set(instruction.dst(), verification.unknown());
            if (distance.isPresent()) {
                verification.set(instruction.dst(), parts.build());
            }
            return;
        }
        verification.set(instruction.dst(), parts.build());
    }

    /** What a sum is more than the number that it stays linked to; empty if it does not. */
    private OptionalInt linkDistance(Instruction instruction, int operation, RegisterState left, RegisterState right) {
        boolean isSum = left.id() != 0 && (left.id() & RegisterState.ANY_ADD_CONSTANT) == 0;
        if (!isSum || !verification.has(KernelChange.LINKED_SUMS)) {
            return OptionalInt.empty();
        }
        boolean wide = isWide(instruction);
        if (!verification.has(KernelChange.LINKED_DIFFERENCES)) {
            boolean adds = wide && operation == Opcode.ADD && right.bounds().isConstant();
            boolean small = adds && Long.compareUnsigned(right.bounds().constantValue(), Integer.MAX_VALUE) <= 0;
            return small ? OptionalInt.of((int) right.bounds().constantValue()) : OptionalInt.empty();
        }
        boolean toItself = isRegisterForm(instruction) && instruction.src() == instruction.dst();
        boolean wraps = !wide && Long.compareUnsigned(left.bounds().umax(), 0xffff_ffffL) > 0;
        if (operation != Opcode.ADD && operation != Opcode.SUB || toItself || wraps) {
            return OptionalInt.empty();
        }
        Bounds operand = wide ? right.bounds() : right.bounds().truncatedTo(verification.numbers, Integer.BYTES);
        if (!operand.isConstant()) {
            return OptionalInt.empty();
        }
        int distance = (int) operand.constantValue();
        boolean fits = !wide || distance == operand.constantValue();
        boolean negates = operation == Opcode.SUB;
        return fits && !(negates && distance == Integer.MIN_VALUE)
                ? OptionalInt.of(negates ? -distance : distance)
                : OptionalInt.empty();
    }

    /** A mask that is all or nothing is followed as two paths, each of which knows which. */
    private RegisterState split(Instruction instruction, int operation, RegisterState mask, RegisterState right) {
        Arithmetic.Fork fork = Arithmetic.fork(verification.numbers, operation, mask.bounds(), right.bounds());
        if (fork == null) {
            return mask;
        }
        VerifierState later = checks.path.push(verification.slot, verification.slot);
        later.set(instruction.dst(), mask.withBounds(fork.later()));
        return mask.withBounds(fork.here());
    }

    private static boolean isWide(Instruction instruction) {
        return instruction.instructionClass() == Opcode.ALU64;
    }

    private static boolean isRegisterForm(Instruction instruction) {
        return (instruction.opcode() & Opcode.X) != 0;
    }
}
