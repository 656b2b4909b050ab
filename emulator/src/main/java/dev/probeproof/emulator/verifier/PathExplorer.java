// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;
import org.jspecify.annotations.Nullable;

/** Follows all paths through a program, the latest fork first. */
final class PathExplorer {
    /** {@code BPF_COMPLEXITY_LIMIT_JMP_SEQ}: forks that wait. */
    private static final int MAX_PENDING = 8192;

    private final Verification verification;
    private final Checks checks;
    private final @Nullable ProofRecorder recorder;
    private final long limit;
    private final ArithmeticStep arithmetic;
    private final BranchStep branches;
    private final AtomicStep atomics;
    private final WideLoad wideLoads;
    private final PacketLoad packetLoads;
    /** Slot of the instruction that was looked at last, on the path under way. */
    private int lastSlot;

    PathExplorer(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        this.recorder = verification.recorder;
        long most = verification.has(KernelChange.MILLION_INSTRUCTIONS) ? 1_000_000 : 131_072;
        this.limit = recorder != null && recorder.comparesNumbers() ? Math.min(most, ProofRecorder.LIMIT) : most;
        this.arithmetic = new ArithmeticStep(verification, checks);
        this.branches = new BranchStep(verification, checks);
        this.atomics = new AtomicStep(verification, checks);
        this.wideLoads = new WideLoad(verification, checks);
        this.packetLoads = new PacketLoad(verification, checks);
    }

    long limit() {
        return limit;
    }

    /** From {@link Verification#slot} with {@link Verification#state} to the end of the last path. */
    void explore() {
        lastSlot = -1;
        do {
            followPath();
        } while (takeNextPath());
    }

    private void followPath() {
        while (true) {
            if (verification.slot < 0 || verification.slot >= verification.program.length) {
                throw verification.fault(
                        "invalid insn idx " + verification.slot + " insn_cnt " + verification.program.length);
            }
            if (++verification.processed > limit) {
                throw verification.reject(
                        Errno.E2BIG, "BPF program is too large. Processed %d insn", verification.processed);
            }
            verification.previousSlot = lastSlot;
            checks.precision.startInstruction();
            verification.state.lastSlot = lastSlot;
            InstructionFacts facts = verification.facts[verification.slot];
            if (facts.isPrunePoint && checks.pruner.isVisited()) {
                checks.trace.pruned();
                return;
            }
            if (facts.isJumpPoint) {
                checks.precision.pushHistory(0, 0);
            }
            checks.trace.instructionStarts();
            facts.isSeen = true;
            lastSlot = verification.slot;
            if (recorder != null) {
                note(recorder);
            }
            checks.liveness.begin();
            boolean ended = step(verification.instruction());
            checks.liveness.commit();
            if (ended) {
                return;
            }
        }
    }

    private void note(ProofRecorder noting) {
        int outermost = verification.state.frame(0).subprogram;
        noting.note(verification.slot, verification.state.frame(), outermost != 0);
    }

    /** The next fork that waits; false if all is done. */
    private boolean takeNextPath() {
        verification.places.addAll();
        checks.liveness.pathEnded();
        checks.pruner.branchFinished(verification.state);
        Verification.PendingPath next = verification.pending.poll();
        if (next == null) {
            return false;
        }
        verification.state = next.state();
        verification.slot = next.slot();
        lastSlot = next.previousSlot();
        if (!verification.log.showsInstructions()) {
            verification.log.resetTo(next.logPosition());
        }
        checks.trace.startPath();
        return true;
    }

    /**
     * Leaves another path to be followed later.
     *
     * @return its state, a copy of the current one
     */
    VerifierState push(int slot, int previousSlot) {
        VerifierState state = verification.state.copy();
        if (state.parent != null) {
            state.parent.branches++;
        }
        return push(slot, previousSlot, state);
    }

    /** Leaves a path with a state of its own to be followed later. */
    VerifierState push(int slot, int previousSlot, VerifierState state) {
        verification.pending.push(new Verification.PendingPath(slot, previousSlot, state, verification.log.position()));
        if (verification.pending.size() > MAX_PENDING) {
            throw verification.reject(
                    Errno.E2BIG, "The sequence of %d jumps is too complex.", verification.pending.size());
        }
        return state;
    }

    void printState() {
        checks.trace.branched();
    }

    /** One instruction; true if the path ends with it. */
    private boolean step(Instruction instruction) {
        checks.encoding.reservedFields(verification.slot);
        switch (instruction.instructionClass()) {
            case Opcode.ALU, Opcode.ALU64 -> {
                arithmetic.check();
                verification.slot++;
            }
            case Opcode.LDX -> {
                load(instruction);
                verification.slot++;
            }
            case Opcode.STX -> {
                if ((instruction.opcode() & 0xe0) == Opcode.ATOMIC) {
                    atomics.check();
                } else {
                    store(instruction);
                }
                verification.slot++;
            }
            case Opcode.ST -> {
                storeImmediate(instruction);
                verification.slot++;
            }
            case Opcode.LD -> {
                if (instruction.isWide()) {
                    wideLoads.check();
                    verification.slot += 2;
                } else {
                    packetLoads.check();
                    verification.slot++;
                }
            }
            default -> {
                return jump(instruction);
            }
        }
        return false;
    }

    private void load(Instruction instruction) {
        RegisterState pointer = checks.registers.require(instruction.src());
        checks.registers.requireWritable(instruction.dst());
        boolean signExtends = (instruction.opcode() & 0xe0) == Opcode.MEMSX;
        checks.memory.check(
                instruction.src(),
                instruction.off(),
                Opcode.sizeBytes(instruction.opcode()),
                false,
                instruction.dst(),
                false,
                signExtends);
        requireSamePointers(pointer, true);
        arithmetic.checkBounds(instruction.dst(), "ldx");
    }

    private void store(Instruction instruction) {
        checks.registers.require(instruction.src());
        RegisterState pointer = checks.registers.require(instruction.dst());
        checks.memory.check(
                instruction.dst(),
                instruction.off(),
                Opcode.sizeBytes(instruction.opcode()),
                true,
                instruction.src(),
                false,
                false);
        requireSamePointers(pointer, false);
    }

    private void storeImmediate(Instruction instruction) {
        RegisterState pointer = checks.registers.require(instruction.dst());
        if (pointer.is(RegisterType.CONTEXT) && !verification.model.storesImmediates(verification.profile)) {
            throw verification.reject(
                    Errno.EACCES,
                    "BPF_ST stores into R%d %s is not allowed",
                    instruction.dst(),
                    verification.types.of(pointer));
        }
        checks.memory.check(
                instruction.dst(), instruction.off(), Opcode.sizeBytes(instruction.opcode()), true, -1, false, false);
        requireSamePointers(pointer, false);
    }

    /** Kernels rewrite accesses by the kind of pointer: one instruction must not see two kinds that differ in this. */
    void requireSamePointers(RegisterState pointer, boolean trustMayDiffer) {
        InstructionFacts facts = verification.facts[verification.slot];
        RegisterType before = facts.pointerType;
        if (before == null) {
            facts.pointerType = pointer.type();
            facts.pointerFlags = pointer.flags();
            return;
        }
        boolean same = before == pointer.type() && facts.pointerFlags == pointer.flags();
        boolean bothTyped = before == RegisterType.BTF_ID && pointer.is(RegisterType.BTF_ID) && trustMayDiffer;
        if (!same && !bothTyped && (isRewritten(before) || isRewritten(pointer.type()))) {
            throw verification.reject(Errno.EINVAL, "same insn cannot be used with different pointers");
        }
    }

    private static boolean isRewritten(RegisterType type) {
        return switch (type) {
            case CONTEXT, SOCKET, SOCK_COMMON, TCP_SOCK, XDP_SOCK, BTF_ID, ARENA -> true;
            default -> false;
        };
    }

    private boolean jump(Instruction instruction) {
        verification.jumpsProcessed++;
        switch (instruction.opcode()) {
            case Opcode.CALL -> {
                return call(instruction);
            }
            case Opcode.GOTO -> verification.slot += instruction.off() + 1;
            case Opcode.GOTO_LONG -> verification.slot += instruction.imm() + 1;
            case Opcode.MAY_GOTO -> checks.calls.mayGoto();
            case Opcode.EXIT -> {
                return exit();
            }
            default -> branches.check();
        }
        return false;
    }

    /** True if the path ends with the call. */
    private boolean call(Instruction instruction) {
        checks.calls.requireCallAllowed(instruction);
        switch (instruction.src()) {
            case Opcode.PSEUDO_CALL -> {
                if (checks.calls.function()) {
                    return false;
                }
            }
            case Opcode.PSEUDO_KFUNC_CALL -> {
                if (checks.calls.kernelFunction()) {
                    return true;
                }
            }
            default -> {
                if (checks.calls.helper()) {
                    return false;
                }
            }
        }
        verification.places.addRegister(0);
        verification.slot++;
        return false;
    }

    /** True if the path ends; false if it goes on behind the call of this function. */
    private boolean exit() {
        if (checks.calls.leaveFunction()) {
            checks.trace.goOnInCaller();
            return false;
        }
        return true;
    }
}
