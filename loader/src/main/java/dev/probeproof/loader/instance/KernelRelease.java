// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two leading numbers of {@code uname -r}. */
record KernelRelease(int major, int minor) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*", Pattern.DOTALL);

    /** Reads a release; 0.0, which is unknown, if the text does not start with one. */
    static KernelRelease parse(String release) {
        Matcher numbers = NUMBERS.matcher(release);
        return numbers.matches()
                ? new KernelRelease(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
                : new KernelRelease(0, 0);
    }

    /** False for an unknown release. */
    boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || major == otherMajor && minor >= otherMinor;
    }

    /** False for an unknown release. */
    boolean isBefore(int otherMajor, int otherMinor) {
        return major > 0 && !isAtLeast(otherMajor, otherMinor);
    }
}
