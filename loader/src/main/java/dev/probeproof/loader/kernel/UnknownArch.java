// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.CallingConvention;
import dev.probeproof.loader.arch.NarrowRule;
import dev.probeproof.loader.arch.Register;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The architecture of types that do not tell theirs. Everything but the byte order is refused with the reason: whoever needs
 * registers cannot go on, and whoever needs types does not ask.
 */
final class UnknownArch implements Arch {
    private final ByteOrder order;
    private final UnsupportedArchitectureException reason;

    UnknownArch(ByteOrder order, UnsupportedArchitectureException reason) {
        this.order = order;
        this.reason = reason;
    }

    /** A new one each time: it tells who asked. */
    UnsupportedArchitectureException refusal() {
        return new UnsupportedArchitectureException(reason);
    }

    @Override
    public String name() {
        return "unknown";
    }

    @Override
    public ByteOrder byteOrder() {
        return order;
    }

    @Override
    public int ptRegsBytes() {
        throw refusal();
    }

    @Override
    public List<Register> registers() {
        throw refusal();
    }

    @Override
    public String ptRegsMember(Register register) {
        throw refusal();
    }

    @Override
    public List<Register> argumentRegisters() {
        throw refusal();
    }

    @Override
    public int stackArgumentOffset(int index) {
        throw refusal();
    }

    @Override
    public CallingConvention callingConvention() {
        throw refusal();
    }

    @Override
    public List<Register> syscallArgumentRegisters() {
        throw refusal();
    }

    @Override
    public Optional<Register> syscallNumber() {
        throw refusal();
    }

    @Override
    public NarrowRule narrowArguments() {
        throw refusal();
    }

    @Override
    public boolean plainCharIsSigned() {
        throw refusal();
    }

    @Override
    public Register returnValue() {
        throw refusal();
    }

    @Override
    public Register stackPointer() {
        throw refusal();
    }

    @Override
    public Register framePointer() {
        throw refusal();
    }

    @Override
    public Register instructionPointer() {
        throw refusal();
    }

    @Override
    public Optional<Register> register(String name) {
        throw refusal();
    }

    @Override
    public Optional<Register> dwarfRegister(int number) {
        throw refusal();
    }
}
