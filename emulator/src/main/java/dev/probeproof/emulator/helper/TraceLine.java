// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import java.nio.charset.StandardCharsets;

/** A line for {@code trace_pipe}, from a format and its arguments. */
final class TraceLine {
    /** What the kernel has room for, without the NUL; the rest of a longer line is lost. */
    private static final int MAX_BYTES = 1023;

    private TraceLine() {}

    /** Prints, and returns the full length of the text in bytes, or a negative errno. */
    static long print(HelperContext context, byte[] format, long[] arguments, FaultTolerantRead reader) {
        try {
            String text = FormatString.print(format, arguments, reader, context);
            String shown = text.substring(0, Math.min(text.length(), MAX_BYTES));
            // The reader of the pipe ends every line, so a newline of the program's own would show as an empty one.
            String line = shown.endsWith("\n") ? shown.substring(0, shown.length() - 1) : shown;
            context.print(new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            return text.length();
        } catch (FormatString.Refused refused) {
            return refused.result();
        }
    }
}
