// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

/** What changed a verdict or its words, by the first release that has it. */
public enum KernelChange {
    /** Loops are followed, not refused as back-edges. */
    BOUNDED_LOOPS("5.3"),
    /** A million instructions are followed for privileged users, not 131,072. */
    MILLION_INSTRUCTIONS("5.2"),
    /** Sign-extending loads and moves, 32-bit-offset jumps, unconditional byte swap, signed division. */
    ISA_V4("6.6"),
    /** Immediates may be stored to a context, not only registers. */
    CONTEXT_STORES_OF_IMMEDIATES("6.3");

    private final String since;

    KernelChange(String since) {
        this.since = since;
    }

    /** The first release, such as {@code 5.3}. */
    public String since() {
        return since;
    }
}
