// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

/** Which registers an {@link Operation} changes. */
final class RegistersWritten implements Operation.Cases<Registers> {
    @Override
    public Registers arithmetic(Operation.Arithmetic it) {
        return Registers.of(it.dst());
    }

    @Override
    public Registers signExtension(Operation.SignExtension it) {
        return Registers.of(it.dst());
    }

    @Override
    public Registers addressSpaceCast(Operation.AddressSpaceCast it) {
        return Registers.of(it.dst());
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
        return Registers.of(it.dst());
    }

    @Override
    public Registers store(Operation.Store it) {
        return Registers.NONE;
    }

    @Override
    public Registers atomic(Operation.Atomic it) {
        if (it.operator() == AtomicOperator.COMPARE_EXCHANGE) {
            return Registers.of(0);
        }
        return it.operator().isWithoutResult() || it.operator() == AtomicOperator.STORE_RELEASE
                ? Registers.NONE
                : Registers.of(it.register());
    }

    @Override
    public Registers packetLoad(Operation.PacketLoad it) {
        return Registers.ARGUMENTS.and(0);
    }

    @Override
    public Registers wide(Operation.Wide it) {
        return Registers.of(it.dst());
    }

    @Override
    public Registers jump(Operation.Jump it) {
        return Registers.NONE;
    }

    @Override
    public Registers indirectJump(Operation.IndirectJump it) {
        return Registers.NONE;
    }

    @Override
    public Registers mayGoto(Operation.MayGoto it) {
        return Registers.NONE;
    }

    @Override
    public Registers branch(Operation.Branch it) {
        return Registers.NONE;
    }

    @Override
    public Registers call(Operation.Call it) {
        return Registers.ARGUMENTS.and(0);
    }

    @Override
    public Registers registerCall(Operation.RegisterCall it) {
        return Registers.ARGUMENTS.and(0);
    }

    @Override
    public Registers exit(Operation.Exit it) {
        return Registers.NONE;
    }

    @Override
    public Registers unknown(Operation.Unknown it) {
        return Registers.NONE;
    }
}
