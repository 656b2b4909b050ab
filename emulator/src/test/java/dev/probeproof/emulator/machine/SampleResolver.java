// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

/** Says what a variable of a sample holds when a probe fires, from debug information, registers and memory. */
interface SampleResolver {
    /** An answer. */
    sealed interface Answer {}

    /**
     * A value.
     *
     * @param bits how many of the low ones count
     */
    record Fetched(long value, int bits) implements Answer {}

    /**
     * None.
     *
     * @param optimizedOut the compiler kept no value
     */
    record Unavailable(boolean optimizedOut, String reason) implements Answer {}

    /** The code there is of another function than the line: the expression means nothing. */
    record OutOfScope() implements Answer {}

    /**
     * @param function of the source that the line is in
     * @param expression a variable, with {@code .member}, {@code ->member} and {@code [index]}
     */
    Answer resolve(MachineStop stop, String function, String expression);
}
