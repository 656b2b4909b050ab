// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of {@code uname -r} that decides what a kernel has: {@code 6.12.57-cloud-amd64} is 6.12. An unknown release is
 * neither old nor new: whoever asks says which way doubt goes, by asking {@link #isAtLeast}, {@link #isBefore} or
 * {@link #has}.
 */
public record KernelRelease(int major, int minor) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*", Pattern.DOTALL);
    private static final Pattern VERSION =
            Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?.*", Pattern.DOTALL);
    private static final KernelRelease UNKNOWN = new KernelRelease(0, 0);

    /** Reads a release; the unknown one if the text does not start with two numbers. */
    public static KernelRelease of(String release) {
        Matcher numbers = NUMBERS.matcher(release);
        return numbers.matches()
                ? new KernelRelease(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
                : UNKNOWN;
    }

    /**
     * {@code LINUX_VERSION_CODE} of a release: major << 16 | minor << 8 | patch level, of which at most 255 counts. Without
     * a patch level it is taken as 0; distributions whose releases hide it ({@code 6.1.0-56-cloud-amd64}) have it elsewhere.
     *
     * @return empty if the text does not start with two numbers
     */
    public static OptionalInt versionCode(String release) {
        Matcher numbers = VERSION.matcher(release);
        if (!numbers.matches()) {
            return OptionalInt.empty();
        }
        int patch = numbers.group(3) == null ? 0 : Math.min(255, Integer.parseInt(numbers.group(3)));
        return OptionalInt.of(
                Integer.parseInt(numbers.group(1)) << 16 | Integer.parseInt(numbers.group(2)) << 8 | patch);
    }

    /** Certainly that release or a newer one: false for an unknown release. */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || major == otherMajor && minor >= otherMinor;
    }

    /** Certainly older than that release: false for an unknown release. */
    public boolean isBefore(int otherMajor, int otherMinor) {
        return isKnown() && !isAtLeast(otherMajor, otherMinor);
    }

    /**
     * Whether it has what came with a release such as {@code 5.5}: true unless it is certainly older. An empty text is as
     * old as BPF.
     */
    public boolean has(String since) {
        KernelRelease first = of(since);
        return !isBefore(first.major, first.minor);
    }

    /** False if the text did not start with two numbers. */
    public boolean isKnown() {
        return major > 0;
    }

    @Override
    public String toString() {
        return isKnown() ? major + "." + minor : "unknown";
    }
}
