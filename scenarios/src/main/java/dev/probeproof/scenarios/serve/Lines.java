// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads lines as bytes, each no longer than a limit: whoever writes them cannot make this process run out of memory. */
final class Lines {
    private static final int KEPT_BYTES = 1 << 16;

    private final InputStream in;
    private final int maxBytes;
    private final byte[] chunk = new byte[1 << 16];
    private int position;
    private int filled;
    private byte[] line = new byte[KEPT_BYTES];
    private int length;
    private boolean tooLong;

    Lines(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** Goes to the next line; false at the end of the input. A last line needs no line end. */
    boolean next() throws IOException {
        length = 0;
        tooLong = false;
        if (line.length > KEPT_BYTES) {
            line = new byte[KEPT_BYTES];
        }
        boolean started = false;
        while (true) {
            if (position == filled) {
                filled = Math.max(0, in.read(chunk));
                position = 0;
                if (filled == 0) {
                    return started;
                }
            }
            started = true;
            int end = position;
            while (end < filled && chunk[end] != '\n') {
                end++;
            }
            append(position, end);
            boolean complete = end < filled;
            position = complete ? end + 1 : end;
            if (complete) {
                return true;
            }
        }
    }

    /** True if the line was longer than the limit; its end is dropped. */
    boolean isTooLong() {
        return tooLong;
    }

    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return !tooLong;
    }

    private void append(int from, int to) {
        int added = to - from;
        if (added > maxBytes - length) {
            tooLong = true;
            return;
        }
        if (length + added > line.length) {
            long doubled = Math.max(2L * line.length, length + added);
            line = Arrays.copyOf(line, (int) Math.min(maxBytes, doubled));
        }
        System.arraycopy(chunk, from, line, length, added);
        length += added;
    }
}
