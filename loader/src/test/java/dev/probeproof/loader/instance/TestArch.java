// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The general registers of two architectures, as far as prologues ask for them. */
record TestArch(String name, ByteOrder byteOrder, int ptRegsBytes, List<Register> registers) implements Arch {
    static final TestArch X86_64 = x86();
    static final TestArch S390X = s390x();

    private static TestArch x86() {
        List<Register> registers = new ArrayList<>();
        String names = "r15 r14 r13 r12 bp bx r11 r10 r9 r8 ax cx dx si di orig_ax ip cs flags sp ss";
        for (String name : names.split(" ")) {
            registers.add(new Register(name, 8 * registers.size(), -1));
        }
        return new TestArch("x86_64", ByteOrder.LITTLE_ENDIAN, 168, registers);
    }

    private static TestArch s390x() {
        List<Register> registers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            registers.add(new Register("r" + i, 24 + 8 * i, i));
        }
        return new TestArch("s390x", ByteOrder.BIG_ENDIAN, 152, registers);
    }

    Register named(String name) {
        return register(name).orElseThrow();
    }

    @Override
    public Optional<Register> register(String name) {
        String plain = name.startsWith("%") ? name.substring(1) : name;
        return registers.stream().filter(each -> each.name().equals(plain)).findFirst();
    }

    @Override
    public List<Register> argumentRegisters() {
        return List.of();
    }

    @Override
    public int stackArgumentOffset(int index) {
        return 0;
    }

    @Override
    public Register returnValue() {
        return registers.get(0);
    }

    @Override
    public Register stackPointer() {
        return registers.get(0);
    }

    @Override
    public Register framePointer() {
        return registers.get(0);
    }

    @Override
    public Register instructionPointer() {
        return registers.get(0);
    }
}
