// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import java.util.Locale;

/** The text of a log while it grows. What a path wrote is taken back when the path turned out well (level 1). */
public final class VerifierLog {
    /** Branches and the states at them. */
    public static final int BRANCHES = 1;
    /** Every instruction with what it changed. */
    public static final int INSTRUCTIONS = 2;
    /** The figures only. */
    public static final int STATISTICS = 4;

    private final int level;
    private final StringBuilder text = new StringBuilder();

    public VerifierLog(int level) {
        this.level = level;
    }

    /** Whether anything is written at all. */
    public boolean isOn() {
        return level != 0;
    }

    /** Whether branches and states are written. */
    public boolean showsPaths() {
        return (level & (BRANCHES | INSTRUCTIONS)) != 0;
    }

    /** Whether every instruction is written. */
    public boolean showsInstructions() {
        return (level & INSTRUCTIONS) != 0;
    }

    /** Writes as it is, without a line end. */
    public void write(String piece) {
        if (isOn()) {
            text.append(piece);
        }
    }

    /** Writes a line. */
    public void line(String line) {
        if (isOn()) {
            text.append(line).append('\n');
        }
    }

    /** Writes a formatted line. */
    public void line(String format, Object... arguments) {
        if (isOn()) {
            text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
        }
    }

    /** Where the log ends now, for {@link #resetTo}. */
    public int position() {
        return text.length();
    }

    /** Takes back what was written since. */
    public void resetTo(int position) {
        text.setLength(Math.min(position, text.length()));
    }

    public String text() {
        return text.toString();
    }
}
