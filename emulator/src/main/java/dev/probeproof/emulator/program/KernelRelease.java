// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a release string that decides what a kernel has: {@code 6.12.57-cloud-amd64} is 6.12.
 */
public record KernelRelease(int major, int minor) implements Comparable<KernelRelease> {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*", Pattern.DOTALL);
    private static final KernelRelease UNKNOWN = new KernelRelease(Integer.MAX_VALUE, 0);

    /** The release of a string that starts with two numbers; for any other, one newer than all: it has everything. */
    public static KernelRelease of(String release) {
        Matcher matcher = NUMBERS.matcher(release);
        return matcher.matches()
                ? new KernelRelease(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : UNKNOWN;
    }

    /** Whether it has what came with a release such as {@code 5.5}; an empty string is as old as BPF. */
    public boolean has(String since) {
        return since.isEmpty() || compareTo(of(since)) >= 0;
    }

    @Override
    public int compareTo(KernelRelease other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return this == UNKNOWN ? "unknown" : major + "." + minor;
    }
}
