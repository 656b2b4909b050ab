// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output that does not lose errors. A {@link PrintStream} alone swallows them, and a report cut short by a
 * full disk would end with exit code 0; here the first failed write ends the command with {@link Failed}.
 */
final class StandardOutput extends OutputStream {
    private final OutputStream target;

    private StandardOutput(OutputStream target) {
        this.target = target;
    }

    /** UTF-8 on every system, buffered, newline as it is written. */
    static PrintStream over(OutputStream target) {
        return new PrintStream(
                new StandardOutput(new BufferedOutputStream(target, 1 << 13)), false, StandardCharsets.UTF_8);
    }

    /** A write failed. Unchecked, and not an {@link IOException}, so that {@link PrintStream} lets it pass. */
    static final class Failed extends RuntimeException {
        Failed(IOException cause) {
            super(cause.getMessage(), cause);
        }

        /** True if the reader has gone, which is no error of anyone's. */
        boolean isClosedPipe() {
            String message = String.valueOf(getMessage());
            // Linux and macOS; Windows for pipes and for closed handles.
            return message.contains("Broken pipe")
                    || message.contains("pipe is being closed")
                    || message.contains("pipe has been ended");
        }
    }

    @Override
    public void write(int value) {
        try {
            target.write(value);
        } catch (IOException e) {
            throw new Failed(e);
        }
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        try {
            target.write(bytes, from, count);
        } catch (IOException e) {
            throw new Failed(e);
        }
    }

    @Override
    public void flush() {
        try {
            target.flush();
        } catch (IOException e) {
            throw new Failed(e);
        }
    }

    @Override
    public void close() {
        try {
            target.close();
        } catch (IOException e) {
            throw new Failed(e);
        }
    }
}
