// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Definitions, one a line, from a stream of any length: blank lines and those that start with {@code #} are passed over. */
final class DefinitionLines {
    /** Longer than any definition; a stream without line ends must not fill the memory. */
    static final int MAX_LINE = 1 << 16;

    private final Reader reader;
    private final StringBuilder line = new StringBuilder();
    private long number;

    DefinitionLines(InputStream in) {
        this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    }

    /** The next definition without blanks around it, or null at the end. */
    @Nullable
    String next() {
        try {
            while (true) {
                boolean more = readLine();
                String text = line.toString().strip();
                if (!text.isEmpty() && !text.startsWith("#")) {
                    return text;
                } else if (!more) {
                    return null;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("standard input: " + e.getMessage(), e);
        }
    }

    /** False at the end of the stream. */
    private boolean readLine() throws IOException {
        line.setLength(0);
        number++;
        for (int c = reader.read(); c != '\n'; c = reader.read()) {
            if (c < 0) {
                return false;
            } else if (line.length() == MAX_LINE) {
                throw new UsageException("line " + number + " of standard input has more than " + MAX_LINE
                        + " characters\n  give one definition a line");
            }
            line.append((char) c);
        }
        return true;
    }
}
