// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.util.function.LongSupplier;

/**
 * One line on standard error that is rewritten in place: only on a terminal, only when the work has taken longer than
 * a second, gone when it ends.
 *
 * <pre>{@code
 * try (Progress progress = Progress.on(terminal)) {
 *     progress.at("kernel 6.12-amd64", 3, 12);
 * }
 * }</pre>
 */
final class Progress implements AutoCloseable {
    private static final long SILENT_NANOS = 1_000_000_000L;
    private static final long BETWEEN_NANOS = 100_000_000L;

    private final Terminal terminal;
    private final LongSupplier clock;
    private final long start;
    private long shownAt;
    private boolean shown;

    private Progress(Terminal terminal, LongSupplier clock) {
        this.terminal = terminal;
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    static Progress on(Terminal terminal) {
        return on(terminal, System::nanoTime);
    }

    /**
     * @param clock nanoseconds, from any beginning
     */
    static Progress on(Terminal terminal, LongSupplier clock) {
        return new Progress(terminal, clock);
    }

    /** What is being done now; {@code done} of {@code total} pieces are behind. */
    void at(String what, int done, int total) {
        long now = clock.getAsLong();
        if (!terminal.errIsTerminal() || now - start < SILENT_NANOS || shown && now - shownAt < BETWEEN_NANOS) {
            return;
        }
        shown = true;
        shownAt = now;
        terminal.err().print("\r\u001b[K" + done + "/" + total + "  " + what);
        terminal.err().flush();
    }

    /** Wipes the line. */
    @Override
    public void close() {
        if (shown) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
            shown = false;
        }
    }
}
