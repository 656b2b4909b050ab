// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.List;

import static dev.probeproof.loader.insn.Opcode.*;

/** {@link Operation}s to slots, with all that has no meaning as zero. */
final class OperationEncoder implements Operation.Cases<List<Instruction>> {
    @Override
    public List<Instruction> arithmetic(Operation.Arithmetic it) {
        int off = it.operator().isSignedDivision() ? 1 : 0;
        return slot(
                alu(it.wide()) | it.operator().bits() | source(it.operand()),
                it.dst(),
                number(it.operand()),
                off,
                immediate(it.operand()));
    }

    @Override
    public List<Instruction> signExtension(Operation.SignExtension it) {
        return slot(alu(it.wide()) | MOV | X, it.dst(), it.src(), it.bits(), 0);
    }

    @Override
    public List<Instruction> addressSpaceCast(Operation.AddressSpaceCast it) {
        return slot(ALU64 | MOV | X, it.dst(), it.src(), 1, it.to() << 16 | it.from());
    }

    @Override
    public List<Instruction> negation(Operation.Negation it) {
        return slot(alu(it.wide()) | NEG, it.dst(), 0, 0, 0);
    }

    @Override
    public List<Instruction> byteSwap(Operation.ByteSwap it) {
        int opcode = END
                | switch (it.order()) {
                    case LITTLE -> ALU | K;
                    case BIG -> ALU | X;
                    case REVERSE -> ALU64 | K;
                };
        return slot(opcode, it.dst(), 0, 0, it.bits());
    }

    @Override
    public List<Instruction> load(Operation.Load it) {
        return slot(LDX | (it.signed() ? MEMSX : MEM) | sizeBits(it.sizeBytes()), it.dst(), it.base(), it.offset(), 0);
    }

    @Override
    public List<Instruction> store(Operation.Store it) {
        int opcode = (it.value().isRegister() ? STX : ST) | MEM | sizeBits(it.sizeBytes());
        return slot(opcode, it.base(), number(it.value()), it.offset(), immediate(it.value()));
    }

    @Override
    public List<Instruction> atomic(Operation.Atomic it) {
        boolean loads = it.operator() == AtomicOperator.LOAD_ACQUIRE;
        int opcode = STX | ATOMIC | sizeBits(it.sizeBytes());
        return slot(
                opcode,
                loads ? it.register() : it.base(),
                loads ? it.base() : it.register(),
                it.offset(),
                it.operator().immediate());
    }

    @Override
    public List<Instruction> packetLoad(Operation.PacketLoad it) {
        return slot(
                LD | (it.index() < 0 ? ABS : IND) | sizeBits(it.sizeBytes()),
                0,
                Math.max(it.index(), 0),
                0,
                it.offset());
    }

    @Override
    public List<Instruction> wide(Operation.Wide it) {
        return List.of(
                new Instruction(LD_IMM64, it.dst(), it.pseudo(), 0, it.low()), new Instruction(0, 0, 0, 0, it.high()));
    }

    @Override
    public List<Instruction> jump(Operation.Jump it) {
        return it.isLong() ? slot(GOTO_LONG, 0, 0, 0, it.distance()) : slot(GOTO, 0, 0, it.distance(), 0);
    }

    @Override
    public List<Instruction> indirectJump(Operation.IndirectJump it) {
        return slot(GOTO_REGISTER, it.register(), 0, 0, 0);
    }

    @Override
    public List<Instruction> mayGoto(Operation.MayGoto it) {
        return slot(MAY_GOTO, 0, 0, it.distance(), 0);
    }

    @Override
    public List<Instruction> branch(Operation.Branch it) {
        int opcode = (it.wide() ? JMP : JMP32) | it.comparison().bits() | source(it.operand());
        return slot(opcode, it.dst(), number(it.operand()), it.distance(), immediate(it.operand()));
    }

    @Override
    public List<Instruction> call(Operation.Call it) {
        return slot(CALL, 0, it.kind(), it.module(), it.immediate());
    }

    @Override
    public List<Instruction> registerCall(Operation.RegisterCall it) {
        return slot(CALLX, it.register(), 0, 0, 0);
    }

    @Override
    public List<Instruction> exit(Operation.Exit it) {
        return slot(EXIT, 0, 0, 0, 0);
    }

    @Override
    public List<Instruction> unknown(Operation.Unknown it) {
        return List.of(it.slot());
    }

    private static List<Instruction> slot(int opcode, int dst, int src, int off, int imm) {
        return List.of(new Instruction(opcode, dst, src, off, imm));
    }

    private static int alu(boolean wide) {
        return wide ? ALU64 : ALU;
    }

    private static int source(Operand operand) {
        return operand.isRegister() ? X : K;
    }

    private static int number(Operand operand) {
        return operand instanceof Operand.Register register ? register.number() : 0;
    }

    private static int immediate(Operand operand) {
        return operand instanceof Operand.Immediate immediate ? immediate.value() : 0;
    }
}
