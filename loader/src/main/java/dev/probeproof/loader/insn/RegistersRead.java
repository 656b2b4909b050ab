// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

/** Which registers an {@link Operation} looks at. */
final class RegistersRead implements Operation.Cases<Registers> {
    @Override
    public Registers arithmetic(Operation.Arithmetic it) {
        return it.operator() == BinaryOperator.MOV
                ? it.operand().reads()
                : it.operand().reads().and(it.dst());
    }

    @Override
    public Registers signExtension(Operation.SignExtension it) {
        return Registers.of(it.src());
    }

    @Override
    public Registers addressSpaceCast(Operation.AddressSpaceCast it) {
        return Registers.of(it.src());
    }

    @Override
    public Registers negation(Operation.Negation it) {
        return Registers.of(it.dst());
    }

    @Override
    public Registers byteSwap(Operation.ByteSwap it) {
        return Registers.of(it.dst());
    }

    @Override
    public Registers load(Operation.Load it) {
        return Registers.of(it.base());
    }

    @Override
    public Registers store(Operation.Store it) {
        return it.value().reads().and(it.base());
    }

    @Override
    public Registers atomic(Operation.Atomic it) {
        return switch (it.operator()) {
            case LOAD_ACQUIRE -> Registers.of(it.base());
            case COMPARE_EXCHANGE -> Registers.of(0, it.base(), it.register());
            default -> Registers.of(it.base(), it.register());
        };
    }

    @Override
    public Registers packetLoad(Operation.PacketLoad it) {
        return it.index() < 0 ? Registers.of(6) : Registers.of(6, it.index());
    }

    @Override
    public Registers wide(Operation.Wide it) {
        return Registers.NONE;
    }

    @Override
    public Registers jump(Operation.Jump it) {
        return Registers.NONE;
    }

    @Override
    public Registers indirectJump(Operation.IndirectJump it) {
        return Registers.of(it.register());
    }

    @Override
    public Registers mayGoto(Operation.MayGoto it) {
        return Registers.NONE;
    }

    @Override
    public Registers branch(Operation.Branch it) {
        return it.operand().reads().and(it.dst());
    }

    @Override
    public Registers call(Operation.Call it) {
        return Registers.ARGUMENTS;
    }

    @Override
    public Registers registerCall(Operation.RegisterCall it) {
        return Registers.ARGUMENTS.and(it.register());
    }

    @Override
    public Registers exit(Operation.Exit it) {
        return Registers.of(0);
    }

    @Override
    public Registers unknown(Operation.Unknown it) {
        return Registers.NONE;
    }
}
