// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.number.Branch;
import dev.probeproof.emulator.verifier.number.Outcome;
import dev.probeproof.emulator.verifier.number.Refined;
import dev.probeproof.emulator.verifier.state.JumpHistory;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import org.jspecify.annotations.Nullable;

/** Conditional jumps: which ways are possible, and what each way tells. */
final class BranchStep {
    private final Verification verification;
    private final Checks checks;
    private final PacketComparison packets;

    BranchStep(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        this.packets = new PacketComparison(verification);
    }

    /** One comparison. */
    private record Comparison(Instruction instruction, RegisterState left, RegisterState right) {
        int operation() {
            return instruction.opcode() & Verification.OPERATION_MASK;
        }

        boolean isWide() {
            return instruction.instructionClass() == Opcode.JMP;
        }

        boolean hasRegister() {
            return (instruction.opcode() & Opcode.X) != 0;
        }

        boolean comparesWithItself() {
            return hasRegister() && instruction.src() == instruction.dst();
        }

        boolean testsNull() {
            return isWide()
                    && !hasRegister()
                    && instruction.imm() == 0
                    && (operation() == Opcode.JEQ || operation() == Opcode.JNE);
        }
    }

    /** Leaves the slot of the instruction that is followed now; another way, if there is one, waits. */
    void check() {
        Instruction instruction = verification.instruction();
        if (verification.has(KernelChange.JUMP_READS_DESTINATION_FIRST)) {
            checks.registers.require(instruction.dst());
        }
        boolean hasRegister = (instruction.opcode() & Opcode.X) != 0;
        RegisterState right = hasRegister ? checks.registers.require(instruction.src()) : verification.immediate();
        RegisterState left = checks.registers.require(instruction.dst());
        Comparison comparison = new Comparison(instruction, left, right);
        noteStackPointers(comparison);
        Outcome outcome = outcome(comparison);
        if (outcome != Outcome.UNKNOWN) {
            markPrecise(comparison);
            checks.path.printState();
            verification.slot += outcome == Outcome.ALWAYS ? instruction.off() + 1 : 1;
            return;
        }
        fork(comparison);
        checks.path.printState();
        verification.slot++;
    }

    /** A comparison of stack pointers refines no number: precision need not look further (6.14). */
    private void noteStackPointers(Comparison comparison) {
        if (!verification.has(KernelChange.STACK_POINTER_JUMP_HISTORY)) {
            return;
        }
        int flags = 0;
        if (comparison.hasRegister() && comparison.right().is(RegisterType.STACK)) {
            flags |= JumpHistory.SOURCE_IS_STACK;
        }
        if (comparison.left().is(RegisterType.STACK)) {
            flags |= JumpHistory.DESTINATION_IS_STACK;
        }
        if (flags != 0) {
            checks.precision.pushHistory(flags, 0);
        }
    }

    private void markPrecise(Comparison comparison) {
        // A pointer that was compared with null decided by being a pointer, not by its value.
        if (comparison.left().isScalar()) {
            checks.precision.markRegister(comparison.instruction().dst());
        }
        if (comparison.hasRegister() && comparison.right().isScalar()) {
            checks.precision.markRegister(comparison.instruction().src());
        }
    }

    private Outcome outcome(Comparison comparison) {
        RegisterState left = comparison.left();
        RegisterState right = comparison.right();
        if (comparison.isWide() && PacketComparison.isPacket(left) && PacketComparison.isPacket(right)) {
            return packets.outcome(left, right, comparison.operation());
        }
        if (comparison.comparesWithItself() && left.isScalar()) {
            return Branch.outcomeOfSame(
                    verification.numbers, comparison.operation(), comparison.isWide(), left.bounds());
        }
        if (left.isScalar() && right.isScalar()) {
            return Branch.outcome(
                    verification.numbers, comparison.operation(), comparison.isWide(), left.bounds(), right.bounds());
        }
        if (left.isPointer() && right.isScalar()) {
            return againstNumber(left, right.bounds(), comparison);
        }
        if (left.isScalar() && right.isPointer() && verification.has(KernelChange.CONSTANT_LEFT_BRANCH)) {
            return againstNumber(right, left.bounds(), comparison);
        }
        return Outcome.UNKNOWN;
    }

    /** A pointer that cannot be null is not equal to zero. */
    private Outcome againstNumber(RegisterState pointer, Bounds number, Comparison comparison) {
        boolean zero = comparison.isWide()
                ? number.isConstant() && number.constantValue() == 0
                : number.isSubregConstant() && number.subregConstantValue() == 0;
        if (!zero || !isNeverNull(pointer)) {
            return Outcome.UNKNOWN;
        }
        return switch (comparison.operation()) {
            case Opcode.JEQ -> Outcome.NEVER;
            case Opcode.JNE -> Outcome.ALWAYS;
            default -> Outcome.UNKNOWN;
        };
    }

    private boolean isNeverNull(RegisterState pointer) {
        if (pointer.mayBeNull()) {
            return false;
        }
        return switch (pointer.type()) {
            case SOCKET, TCP_SOCK, MAP_VALUE, MAP_KEY, SOCK_COMMON -> true;
            case BTF_ID ->
                pointer.has(TypeFlags.TRUSTED) || pointer.referenceId() != 0
                        ? verification.has(KernelChange.TRUSTED_POINTERS)
                        : false;
            case MEMORY -> !pointer.has(TypeFlags.UNTRUSTED) && verification.has(KernelChange.MEMORY_IS_NOT_NULL);
            case MAP_POINTER -> verification.has(KernelChange.MAP_POINTER_IS_NOT_NULL);
            default -> false;
        };
    }

    private void fork(Comparison comparison) {
        Instruction instruction = comparison.instruction();
        long linked = checks.links.collect(instruction, comparison.hasRegister());
        if (linked != 0) {
            checks.precision.pushHistory(0, linked);
        }
        VerifierState other = checks.path.push(verification.slot + instruction.off() + 1, verification.slot);
        refine(comparison, verification.state, false);
        refine(comparison, other, true);
        if (comparison.hasRegister()) {
            checks.links.sync(verification.state, instruction.src(), linked);
            checks.links.sync(other, instruction.src(), linked);
        }
        checks.links.sync(verification.state, instruction.dst(), linked);
        checks.links.sync(other, instruction.dst(), linked);
        liftNull(comparison, other);
        if (comparison.testsNull() && comparison.left().mayBeNull()) {
            boolean equal = comparison.operation() == Opcode.JEQ;
            checks.nulls.mark(verification.state, instruction.dst(), !equal);
            checks.nulls.mark(other, instruction.dst(), equal);
        } else if (comparison.isWide() && comparison.hasRegister()) {
            packets.learn(instruction, verification.state, other);
        }
    }

    private void refine(Comparison comparison, VerifierState state, boolean taken) {
        if (!comparison.left().isScalar() || !comparison.right().isScalar()) {
            return;
        }
        Instruction instruction = comparison.instruction();
        boolean sane = verification.has(KernelChange.BOUNDS_SANITY);
        String where = taken ? "true_reg" : "false_reg";
        if (comparison.comparesWithItself()) {
            Bounds same = Branch.refineSame(
                    verification.numbers,
                    comparison.operation(),
                    comparison.isWide(),
                    taken,
                    comparison.left().bounds());
            state.set(instruction.dst(), refined(state, instruction.dst(), same, sane ? where + "1" : null));
            return;
        }
        Refined refined = Branch.refine(
                verification.numbers,
                comparison.operation(),
                comparison.isWide(),
                taken,
                comparison.left().bounds(),
                comparison.right().bounds());
        state.set(instruction.dst(), refined(state, instruction.dst(), refined.left(), sane ? where + "1" : null));
        if (comparison.hasRegister()) {
            state.set(instruction.src(), refined(state, instruction.src(), refined.right(), sane ? where + "2" : null));
        }
    }

    private RegisterState refined(VerifierState state, int number, Bounds bounds, @Nullable String where) {
        RegisterState register = state.register(number);
        String violation = where == null ? null : bounds.violation();
        if (violation == null) {
            return isTooMuch(bounds) ? register : register.withBounds(bounds);
        }
        verification.log.line("REG INVARIANTS VIOLATION (%s): %s", where, violation);
        return register.withBounds(bounds.withoutRanges());
    }

    /**
     * While numbers are compared by their bounds for a proof, what conditions say of large ones is forgotten: nobody asks for
     * it, and each such condition would make two states of one.
     */
    private boolean isTooMuch(Bounds bounds) {
        ProofRecorder recorder = verification.recorder;
        boolean isSmall = bounds.umax() >= 0 && bounds.umax() <= Integer.MAX_VALUE;
        return recorder != null && recorder.comparesNumbers() && !isSmall;
    }

    /** A pointer that equals one that is not null is not null either. */
    private void liftNull(Comparison comparison, VerifierState other) {
        RegisterState left = comparison.left();
        RegisterState right = comparison.right();
        boolean comparable = comparison.isWide()
                && comparison.hasRegister()
                && left.isPointer()
                && right.isPointer()
                && left.mayBeNull() != right.mayBeNull()
                && !left.is(RegisterType.BTF_ID)
                && !right.is(RegisterType.BTF_ID)
                && verification.has(KernelChange.NULL_LIFTED_BY_EQUALITY);
        if (!comparable) {
            return;
        }
        VerifierState equal;
        if (comparison.operation() == Opcode.JEQ) {
            equal = other;
        } else if (comparison.operation() == Opcode.JNE) {
            equal = verification.state;
        } else {
            return;
        }
        Instruction instruction = comparison.instruction();
        int number = right.mayBeNull() ? instruction.src() : instruction.dst();
        equal.set(number, NullMarking.notNull(equal.register(number)));
    }
}
