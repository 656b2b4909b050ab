// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command reads and prints, and what it may do there: data goes to {@link #out}, talk to {@link #err}. Tests
 * make one over buffers; nothing else in this package touches {@link System#out}.
 */
final class Terminal {
    private static final int DEFAULT_WIDTH = 100;
    private static final int MIN_WIDTH = 40;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean inIsTerminal;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private final int width;
    private final Map<String, String> environment;
    private ColorMode colorMode = ColorMode.AUTO;

    /**
     * @param columns width of the terminal, or 0 if it is not known
     */
    Terminal(
            InputStream in,
            PrintStream out,
            PrintStream err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            int columns,
            Map<String, String> environment) {
        this(in, out, err, false, outIsTerminal, errIsTerminal, columns, environment);
    }

    private Terminal(
            InputStream in,
            PrintStream out,
            PrintStream err,
            boolean inIsTerminal,
            boolean outIsTerminal,
            boolean errIsTerminal,
            int columns,
            Map<String, String> environment) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.inIsTerminal = inIsTerminal;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.width = columns == 0 ? DEFAULT_WIDTH : Math.max(columns, MIN_WIDTH);
        this.environment = environment;
    }

    /** The streams of this process. */
    static Terminal system() {
        PrintStream out = StandardOutput.over(new FileOutputStream(FileDescriptor.out));
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        String told = System.getProperty("probeproof.terminal");
        boolean outIsTerminal = told == null ? hasConsole() : told.contains("out");
        boolean errIsTerminal = told == null ? outIsTerminal : told.contains("err");
        boolean inIsTerminal = told == null ? outIsTerminal : told.contains("in");
        int columns = Integer.getInteger("probeproof.columns", 0);
        return new Terminal(System.in, out, err, inIsTerminal, outIsTerminal, errIsTerminal, columns, System.getenv());
    }

    /**
     * Without the launcher: up to Java 21 there is a console only where input and output are terminals; since 22 there
     * always is one, and it must be asked.
     */
    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true; // Java 17 to 21: to have one is the answer.
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    InputStream in() {
        return in;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** True if somebody would have to type what is read. */
    boolean inIsTerminal() {
        return inIsTerminal;
    }

    /** True if somebody watches standard error. */
    boolean errIsTerminal() {
        return errIsTerminal;
    }

    /** True if somebody watches standard output. */
    boolean outIsTerminal() {
        return outIsTerminal;
    }

    /** Columns that a table may take. Output that is piped is never cut to a width. */
    int width() {
        return outIsTerminal ? width : Integer.MAX_VALUE;
    }

    void useColor(ColorMode mode) {
        this.colorMode = mode;
    }

    /** Whether standard output gets colours: {@code --color} first, then the environment, then what it is. */
    boolean hasColor() {
        return switch (colorMode) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> {
                if (isSet("NO_COLOR")) {
                    yield false;
                }
                if (isSet("CLICOLOR_FORCE") && !"0".equals(environment.get("CLICOLOR_FORCE"))) {
                    yield true;
                }
                yield outIsTerminal && !"dumb".equals(environment.get("TERM"));
            }
        };
    }

    /** The text, in colour where that is wanted. */
    String paint(Paint paint, String text) {
        return hasColor() ? paint.apply(text) : text;
    }

    /** Both conventions say: present and not empty. */
    private boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }
}
