// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of registers.
 *
 * @param mask bit n for register n
 */
public record Registers(int mask) {
    public static final Registers NONE = new Registers(0);
    /** r1 to r5: what a call takes, and leaves behind in no known state. */
    public static final Registers ARGUMENTS = of(1, 2, 3, 4, 5);

    public static Registers of(int... numbers) {
        int mask = 0;
        for (int number : numbers) {
            mask |= 1 << number;
        }
        return new Registers(mask);
    }

    public boolean contains(int number) {
        return (mask >>> number & 1) != 0;
    }

    public boolean isEmpty() {
        return mask == 0;
    }

    public Registers and(Registers others) {
        return new Registers(mask | others.mask);
    }

    public Registers and(int number) {
        return new Registers(mask | 1 << number);
    }

    /** Like {@code r1, r10}. */
    @Override
    public String toString() {
        return IntStream.range(0, 16)
                .filter(this::contains)
                .mapToObj(number -> "r" + number)
                .collect(Collectors.joining(", "));
    }
}
