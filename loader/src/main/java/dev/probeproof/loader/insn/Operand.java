// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

/** The right-hand side of arithmetic, comparisons and stores. */
public sealed interface Operand {
    /** A register; its low half in a 32-bit operation. */
    record Register(int number) implements Operand {}

    /** A number in the instruction, sign-extended in a 64-bit operation. */
    record Immediate(int value) implements Operand {}

    static Operand register(int number) {
        return new Register(number);
    }

    static Operand immediate(int value) {
        return new Immediate(value);
    }

    default boolean isRegister() {
        return this instanceof Register;
    }

    /** The register that it reads, or none. */
    default Registers reads() {
        return this instanceof Register register ? Registers.of(register.number()) : Registers.NONE;
    }
}
