// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import java.util.Locale;

/**
 * The text of a log while it grows. What a path wrote is taken back when the path turned out well (level 1). Memory is
 * bounded: of a log that grows beyond the limit the first part and the last part stay, and a line between them says how
 * much is gone. Kernels since 6.4 keep the last part only, those before it the first.
 */
public final class VerifierLog {
    /** Branches and the states at them. */
    public static final int BRANCHES = 1;
    /** Every instruction with what it changed. */
    public static final int INSTRUCTIONS = 2;
    /** The figures only. */
    public static final int STATISTICS = 4;
    /** Characters kept unless told otherwise; at most as many bytes again while the last part is cut. */
    public static final int DEFAULT_LIMIT = 16 << 20;

    /** Positions stop growing there, so that they always fit; nothing is taken back beyond it. */
    private static final int LAST_POSITION = 1 << 30;

    private final int level;
    private final int partLimit;
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    /** Position of the first character of the last part. */
    private int tailStart;

    public VerifierLog(int level) {
        this(level, DEFAULT_LIMIT);
    }

    /** @param limit characters kept */
    public VerifierLog(int level, int limit) {
        this.level = level;
        partLimit = limit / 2;
    }

    /** Whether anything is written at all. */
    public boolean isOn() {
        return level != 0;
    }

    /** Whether branches and states are written. */
    public boolean showsPaths() {
        return (level & (BRANCHES | INSTRUCTIONS)) != 0;
    }

    /** Whether every instruction stays written, on paths that turned out well, too. */
    public boolean showsInstructions() {
        return (level & INSTRUCTIONS) != 0;
    }

    /** Writes as it is, without a line end. */
    public void write(String piece) {
        if (isOn()) {
            append(piece);
        }
    }

    /** Writes a line. */
    public void line(String line) {
        if (isOn()) {
            append(line);
            append("\n");
        }
    }

    /** Writes a formatted line. */
    public void line(String format, Object... arguments) {
        if (isOn()) {
            line(String.format(Locale.ROOT, format, arguments));
        }
    }

    private void append(String piece) {
        if (tail.isEmpty() && tailStart == head.length() && head.length() + piece.length() <= partLimit) {
            head.append(piece);
            tailStart = head.length();
            return;
        }
        tail.append(piece);
        int excess = tail.length() - partLimit;
        if (excess > partLimit) {
            tail.delete(0, excess);
            tailStart = Math.min(LAST_POSITION, tailStart + excess);
        }
    }

    /** Where the log ends now, for {@link #resetTo}. Stays true while the log is cut in the middle. */
    public int position() {
        return Math.min(LAST_POSITION, tailStart + tail.length());
    }

    /** Takes back what was written since. */
    public void resetTo(int position) {
        if (position >= position() || position == LAST_POSITION) {
            return;
        }
        if (position >= tailStart) {
            tail.setLength(position - tailStart);
            return;
        }
        tail.setLength(0);
        if (position <= head.length()) {
            head.setLength(position);
        }
        tailStart = position;
    }

    /** What is kept. */
    public String text() {
        if (tailStart == head.length()) {
            return head.toString() + tail;
        }
        int lineEnd = tail.indexOf("\n") + 1;
        long lost = (long) tailStart - head.length() + lineEnd;
        String separator = head.isEmpty() || head.charAt(head.length() - 1) == '\n' ? "" : "\n";
        return head + separator + "[" + lost + " characters of the log are left out here]\n" + tail.substring(lineEnd);
    }
}
