// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.loader.insn.Instruction;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * Atomic operations (RFC 9669, section 5.3) on 32 and 64 bits. A run has its memory for itself, so read, modify, write
 * is all it takes.
 */
final class Atomics {
    private Atomics() {}

    static void execute(MemoryAccess memory, int at, long slot, long[] registers) throws MemoryFault {
        int sizeBytes = sizeBytes(Code.opcode(slot));
        long mask = sizeBytes == 8 ? -1 : Arithmetic.LOW_32;
        long address = registers[Code.dst(slot)] + Code.off(slot);
        int source = Code.src(slot);
        int operation = Code.imm(slot);
        long operand = registers[source] & mask;
        long old = memory.load(at, address, sizeBytes);
        if (operation == CMPXCHG) {
            if (old == (registers[0] & mask)) {
                memory.store(at, address, sizeBytes, operand);
            }
            registers[0] = old;
            return;
        }
        memory.store(at, address, sizeBytes, combine(operation, old, operand));
        if ((operation & FETCH) != 0) {
            registers[source] = old;
        }
    }

    private static long combine(int operation, long old, long operand) {
        return switch (operation & ~FETCH) {
            case ADD -> old + operand;
            case OR -> old | operand;
            case AND -> old & operand;
            case XOR -> old ^ operand;
            default -> operand;
        };
    }

    /** What is wrong with the encoding of an atomic operation, or null. */
    static @Nullable Objection objection(Instruction instruction) {
        int bytes = sizeBytes(instruction.opcode());
        if (instruction.src() > 10) {
            return Objection.invalid("R" + instruction.src() + " is invalid");
        }
        boolean writesSource = (instruction.imm() & FETCH) != 0 && instruction.imm() != CMPXCHG;
        if (writesSource && instruction.src() == 10 || instruction.imm() == LOAD_ACQUIRE && instruction.dst() == 10) {
            return Objection.invalid("frame pointer is read only");
        }
        return switch (instruction.imm()) {
            case ADD, OR, AND, XOR, ADD | FETCH, OR | FETCH, AND | FETCH, XOR | FETCH, XCHG, CMPXCHG ->
                bytes >= 4 ? null : Objection.invalid("invalid atomic operand size");
            case LOAD_ACQUIRE, STORE_RELEASE -> null;
            default ->
                Objection.invalid("BPF_ATOMIC uses invalid atomic opcode " + Integer.toHexString(instruction.imm()));
        };
    }
}
