// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import static dev.probeproof.loader.insn.Opcode.*;

/** Slots to {@link Operation}s, one method an instruction class. */
final class OperationDecoder {
    private OperationDecoder() {}

    static Operation decode(Instruction slot) {
        return switch (slot.instructionClass()) {
            case ALU, ALU64 -> arithmetic(slot);
            case JMP, JMP32 -> jump(slot);
            case LDX -> load(slot);
            case ST -> store(slot);
            case STX -> mode(slot) == ATOMIC ? atomic(slot) : store(slot);
            default -> packetLoad(slot);
        };
    }

    private static Operation arithmetic(Instruction slot) {
        boolean wide = slot.instructionClass() == ALU64;
        boolean fromRegister = (slot.opcode() & X) != 0;
        int bits = slot.opcode() & 0xf0;
        if (bits == END) {
            Operation.ByteSwap.Order order = wide
                    ? Operation.ByteSwap.Order.REVERSE
                    : fromRegister ? Operation.ByteSwap.Order.BIG : Operation.ByteSwap.Order.LITTLE;
            return new Operation.ByteSwap(order, slot.imm(), slot.dst());
        }
        if (bits == NEG) {
            return new Operation.Negation(wide, slot.dst());
        }
        if (bits == MOV && fromRegister && slot.off() != 0) {
            return wide && slot.off() == 1
                    ? new Operation.AddressSpaceCast(slot.dst(), slot.src(), slot.imm() >>> 16, slot.imm() & 0xffff)
                    : new Operation.SignExtension(wide, slot.dst(), slot.src(), slot.off());
        }
        return BinaryOperator.ofBits(bits)
                .map(operator -> slot.off() == 1 ? operator.signed() : operator)
                .<Operation>map(operator -> new Operation.Arithmetic(wide, operator, slot.dst(), operand(slot)))
                .orElseGet(() -> new Operation.Unknown(slot));
    }

    private static Operation jump(Instruction slot) {
        switch (slot.opcode()) {
            case CALL:
                return call(slot);
            case CALLX:
                return new Operation.RegisterCall(slot.dst());
            case EXIT:
                return new Operation.Exit();
            case GOTO:
                return new Operation.Jump(false, slot.off());
            case GOTO_LONG:
                return new Operation.Jump(true, slot.imm());
            case GOTO_REGISTER:
                return new Operation.IndirectJump(slot.dst());
            case MAY_GOTO:
                return new Operation.MayGoto(slot.off());
            default:
                boolean wide = slot.instructionClass() == JMP;
                return Comparison.ofBits(slot.opcode() & 0xf0)
                        .<Operation>map(comparison ->
                                new Operation.Branch(wide, comparison, slot.dst(), operand(slot), slot.off()))
                        .orElseGet(() -> new Operation.Unknown(slot));
        }
    }

    /** A kernel takes any other source for a helper call before it refuses it; here it is none. */
    private static Operation call(Instruction slot) {
        return slot.src() > PSEUDO_KFUNC_CALL
                ? new Operation.Unknown(slot)
                : new Operation.Call(slot.src(), slot.imm(), slot.src() == PSEUDO_KFUNC_CALL ? slot.off() : 0);
    }

    private static Operation load(Instruction slot) {
        boolean signed = mode(slot) == MEMSX;
        int size = sizeBytes(slot.opcode());
        return mode(slot) == MEM || signed && size < 8
                ? new Operation.Load(slot.dst(), slot.src(), slot.off(), size, signed)
                : new Operation.Unknown(slot);
    }

    private static Operation store(Instruction slot) {
        return mode(slot) == MEM
                ? new Operation.Store(
                        slot.dst(),
                        slot.off(),
                        sizeBytes(slot.opcode()),
                        slot.instructionClass() == ST ? Operand.immediate(slot.imm()) : Operand.register(slot.src()))
                : new Operation.Unknown(slot);
    }

    private static Operation atomic(Instruction slot) {
        int size = sizeBytes(slot.opcode());
        return AtomicOperator.ofImmediate(slot.imm())
                .filter(operator -> size >= 4
                        || operator == AtomicOperator.LOAD_ACQUIRE
                        || operator == AtomicOperator.STORE_RELEASE)
                .<Operation>map(operator -> operator == AtomicOperator.LOAD_ACQUIRE
                        ? new Operation.Atomic(operator, slot.src(), slot.off(), size, slot.dst())
                        : new Operation.Atomic(operator, slot.dst(), slot.off(), size, slot.src()))
                .orElseGet(() -> new Operation.Unknown(slot));
    }

    private static Operation packetLoad(Instruction slot) {
        int size = sizeBytes(slot.opcode());
        if (size == 8 || slot.instructionClass() != LD) {
            return new Operation.Unknown(slot);
        }
        return switch (mode(slot)) {
            case ABS -> new Operation.PacketLoad(size, -1, slot.imm());
            case IND -> new Operation.PacketLoad(size, slot.src(), slot.imm());
            default -> new Operation.Unknown(slot);
        };
    }

    private static int mode(Instruction slot) {
        return slot.opcode() & 0xe0;
    }

    private static Operand operand(Instruction slot) {
        return (slot.opcode() & X) != 0 ? Operand.register(slot.src()) : Operand.immediate(slot.imm());
    }
}
