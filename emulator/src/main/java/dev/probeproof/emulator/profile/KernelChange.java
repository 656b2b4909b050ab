// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

/** What changed a verdict or its words, by the first release that has it. */
public enum KernelChange {
    /** A helper that the program's type does not have is called that, not unknown. */
    HELPER_OF_TYPE_NAMED("6.12"),
    /** A helper that may sleep is refused for that, not unknown to programs that cannot. */
    SLEEPING_CALLS_NAMED("6.1"),
    /** Loops are followed, not refused as back-edges. */
    BOUNDED_LOOPS("5.3"),
    /** A million instructions are followed for privileged users, not 131,072. */
    MILLION_INSTRUCTIONS("5.2"),
    /** Sign-extending loads and moves, 32-bit-offset jumps, unconditional byte swap, signed division. */
    ISA_V4("6.6");

    private final String since;

    KernelChange(String since) {
        this.since = since;
    }

    /** The first release, such as {@code 5.3}. */
    public String since() {
        return since;
    }
}
