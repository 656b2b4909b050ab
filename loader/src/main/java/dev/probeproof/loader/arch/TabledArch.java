// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** An architecture given by its tables. Registers are named as in the {@link RegisterTable}. */
record TabledArch(
        String name,
        ByteOrder byteOrder,
        RegisterTable table,
        CallingConvention callingConvention,
        List<Register> syscallArgumentRegisters,
        Optional<Register> syscallNumber,
        NarrowRule narrowArguments,
        boolean plainCharIsSigned,
        Register returnValue,
        Register stackPointer,
        Register framePointer,
        Register instructionPointer)
        implements Arch {

    @Override
    public int ptRegsBytes() {
        return table.bytes();
    }

    @Override
    public List<Register> registers() {
        return table.registers();
    }

    @Override
    public String ptRegsMember(Register register) {
        return table.member(register);
    }

    @Override
    public List<Register> argumentRegisters() {
        return callingConvention.registers();
    }

    @Override
    public int stackArgumentOffset(int index) {
        return callingConvention.stackOffset(index);
    }

    @Override
    public Optional<Register> register(String registerName) {
        return table.find(registerName);
    }

    @Override
    public Optional<Register> dwarfRegister(int number) {
        return registers().stream()
                .filter(register -> number >= 0 && register.dwarfNumber() == number)
                .findFirst();
    }

    /** Tables have no equality worth asking for: there is one architecture of each name. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TabledArch that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
