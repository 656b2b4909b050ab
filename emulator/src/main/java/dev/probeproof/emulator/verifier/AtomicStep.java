// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;

/** Atomic operations on memory, and since 6.14 loads and stores with memory order. */
final class AtomicStep {
    private final Verification verification;
    private final Checks checks;

    AtomicStep(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    void check() {
        Instruction instruction = verification.instruction();
        switch (instruction.imm()) {
            case Opcode.ADD, Opcode.AND, Opcode.OR, Opcode.XOR -> modify(instruction, -1);
            case Opcode.ADD | Opcode.FETCH,
                    Opcode.AND | Opcode.FETCH,
                    Opcode.OR | Opcode.FETCH,
                    Opcode.XOR | Opcode.FETCH,
                    Opcode.XCHG -> modify(instruction, instruction.src());
            case Opcode.CMPXCHG -> modify(instruction, 0);
            case Opcode.LOAD_ACQUIRE -> loadAcquire(instruction);
            case Opcode.STORE_RELEASE -> storeRelease(instruction);
            default -> throw invalidOperation(instruction);
        }
    }

    private Rejection invalidOperation(Instruction instruction) {
        return verification.reject(Errno.EINVAL, "BPF_ATOMIC uses invalid atomic opcode %02x", instruction.imm());
    }

    private void modify(Instruction instruction, int fetched) {
        boolean plainAdd = instruction.imm() == Opcode.ADD;
        if (!plainAdd && !verification.has(KernelChange.ATOMICS)) {
            throw verification.reject(Errno.EINVAL, "BPF_XADD uses reserved fields");
        }
        int size = Opcode.sizeBytes(instruction.opcode());
        if (size < Integer.BYTES) {
            throw verification.reject(Errno.EINVAL, "invalid atomic operand size");
        }
        checks.registers.require(instruction.src());
        checks.registers.require(instruction.dst());
        if (instruction.imm() == Opcode.CMPXCHG) {
            checks.registers.require(0);
        }
        requireAtomicMemory(instruction);
        if (fetched >= 0) {
            checks.registers.makeUnknown(fetched);
        }
        access(instruction, size, false, -1);
        if (fetched >= 0) {
            access(instruction, size, false, fetched);
        }
        access(instruction, size, true, -1);
    }

    private void access(Instruction instruction, int size, boolean write, int valueNumber) {
        checks.memory.check(instruction.dst(), instruction.off(), size, write, valueNumber, true, false);
    }

    private void requireAtomicMemory(Instruction instruction) {
        if (isAtomicMemory(verification.register(instruction.dst()))) {
            return;
        }
        throw verification.reject(
                Errno.EACCES,
                "%s stores into R%d %s is not allowed",
                verification.has(KernelChange.ATOMICS) ? "BPF_ATOMIC" : "BPF_XADD",
                instruction.dst(),
                verification.types.of(verification.register(instruction.dst())));
    }

    private static boolean isAtomicMemory(RegisterState pointer) {
        return !pointer.is(RegisterType.CONTEXT)
                && !pointer.type().isPacket()
                && !pointer.is(RegisterType.FLOW_KEYS)
                && (!pointer.type().isSocket() || pointer.mayBeNull());
    }

    private void loadAcquire(Instruction instruction) {
        requireOrdered(instruction);
        checks.registers.require(instruction.src());
        requireAtomicMemoryOf(instruction.src());
        checks.registers.requireWritable(instruction.dst());
        int size = Opcode.sizeBytes(instruction.opcode());
        RegisterState pointer = verification.register(instruction.src());
        checks.memory.check(instruction.src(), instruction.off(), size, false, instruction.dst(), true, false);
        checks.path.requireSamePointers(pointer, false);
    }

    private void storeRelease(Instruction instruction) {
        requireOrdered(instruction);
        checks.registers.require(instruction.src());
        checks.registers.require(instruction.dst());
        requireAtomicMemoryOf(instruction.dst());
        int size = Opcode.sizeBytes(instruction.opcode());
        RegisterState pointer = verification.register(instruction.dst());
        checks.memory.check(instruction.dst(), instruction.off(), size, true, instruction.src(), true, false);
        checks.path.requireSamePointers(pointer, false);
    }

    private void requireOrdered(Instruction instruction) {
        if (!verification.has(KernelChange.ORDERED_LOADS_AND_STORES)) {
            throw invalidOperation(instruction);
        }
    }

    private void requireAtomicMemoryOf(int number) {
        RegisterState pointer = verification.register(number);
        if (isAtomicMemory(pointer)) {
            return;
        }
        boolean load = verification.instruction().imm() == Opcode.LOAD_ACQUIRE;
        throw verification.reject(
                Errno.EACCES,
                "BPF_ATOMIC %s R%d %s is not allowed",
                load ? "loads from" : "stores into",
                number,
                verification.types.of(pointer));
    }
}
