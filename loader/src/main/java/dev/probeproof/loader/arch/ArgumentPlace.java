// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.util.List;

/** Where a calling convention puts a value. */
public sealed interface ArgumentPlace {
    /**
     * In registers of 8 bytes each.
     *
     * @param registers one; more for a value longer than 8 bytes, the part at the lowest address first
     */
    record InRegisters(List<Register> registers) implements ArgumentPlace {
        public InRegisters {
            registers = List.copyOf(registers);
        }

        static InRegisters one(Register register) {
            return new InRegisters(List.of(register));
        }

        /** The register that holds the value, or the first part of it. */
        public Register first() {
            return registers.get(0);
        }
    }

    /**
     * In memory on the stack.
     *
     * @param offsetBytes of its slot of 8 bytes (or of several), from the stack pointer at the probe
     */
    record OnStack(int offsetBytes) implements ArgumentPlace {}

    /** Elsewhere in memory; {@code pointer} is where its address lies. */
    record ByReference(ArgumentPlace pointer) implements ArgumentPlace {}

    /**
     * Nowhere that a probe can read.
     *
     * @param reason why, as the end of a sentence that starts "it is"
     */
    record Unreachable(String reason) implements ArgumentPlace {}
}
