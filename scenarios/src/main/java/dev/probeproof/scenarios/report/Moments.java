// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import java.util.Locale;

/** Times and durations for people. */
final class Moments {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private Moments() {}

    /** Such as {@code 2.04 ms}: the largest unit of which there is at least one. */
    static String duration(long nanoseconds) {
        long unit = nanoseconds >= SECOND ? SECOND : nanoseconds >= MILLI ? MILLI : nanoseconds >= MICRO ? MICRO : 1;
        String word = unit == SECOND ? "s" : unit == MILLI ? "ms" : unit == MICRO ? "µs" : "ns";
        String digits = String.format(Locale.ROOT, "%.9f", (double) nanoseconds / unit)
                .replaceAll("0+$", "")
                .replaceAll("\\.$", "");
        return digits + " " + word;
    }
}
