// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The figures that a log ends with.
 *
 * @param instructions followed, on all paths together
 * @param totalStates states that were kept, empty before 5.2
 * @param peakStates states kept at once, empty before 5.2
 * @param microseconds as the kernel measured it, only at level 4
 */
public record LogStatistics(
        long instructions, OptionalLong totalStates, OptionalLong peakStates, OptionalLong microseconds) {
    private static final Pattern PROCESSED = Pattern.compile("processed (\\d{1,18}) insns.*");
    private static final Pattern TOTAL = Pattern.compile(".*total_states (\\d{1,18}).*");
    private static final Pattern PEAK = Pattern.compile(".*peak_states (\\d{1,18}).*");
    private static final Pattern TIME = Pattern.compile("verification time (\\d{1,18}) usec.*");

    /** The figures of a log, if it has them. */
    public static Optional<LogStatistics> of(String log) {
        return of(LogReader.read(log));
    }

    static Optional<LogStatistics> of(List<LogLine> lines) {
        OptionalLong time = OptionalLong.empty();
        LogStatistics found = null;
        for (LogLine line : lines) {
            if (!line.is(LogLine.Kind.STATISTICS)) {
                continue;
            }
            OptionalLong measured = number(TIME, line.text());
            time = measured.isPresent() ? measured : time;
            OptionalLong processed = number(PROCESSED, line.text());
            if (processed.isPresent()) {
                found = new LogStatistics(
                        processed.getAsLong(), number(TOTAL, line.text()), number(PEAK, line.text()), time);
            }
        }
        return Optional.ofNullable(found);
    }

    private static OptionalLong number(Pattern pattern, String text) {
        Matcher match = pattern.matcher(text);
        return match.matches() ? OptionalLong.of(Long.parseLong(match.group(1))) : OptionalLong.empty();
    }
}
