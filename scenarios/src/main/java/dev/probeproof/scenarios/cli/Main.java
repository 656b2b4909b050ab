// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** The command line: arguments in, one {@link Command} run, an {@link ExitCode} out. */
public final class Main {
    private Main() {}

    /**
     * Ends well without {@link System#exit}, which since Java 21 looks for a logger to tell of it, at the price of a short
     * command (60 ms): when this returns no thread is left but daemons. Hooks run either way, a flight recorder's among them.
     */
    public static void main(String[] arguments) {
        int code = run(List.of(arguments), Terminal.system());
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Everything but the end of the process. */
    static int run(List<String> arguments, Terminal terminal) {
        try {
            ExitCode code = dispatch(arguments, terminal);
            terminal.out().flush();
            return code.number();
        } catch (StandardOutput.Failed e) {
            return outputFailed(e, terminal).number();
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
            return report(Failure.of(e), arguments, terminal).number();
        }
    }

    private static ExitCode dispatch(List<String> arguments, Terminal terminal) throws IOException {
        List<String> words = withCommand(arguments);
        Command plain = PlainLine.read(words);
        if (plain != null) {
            return plain.run(terminal);
        }
        Parsing.Result parsed = Parsing.parse(words);
        terminal.useColor(parsed.output().color());
        if (parsed.helpRequested()) {
            terminal.out().print(parsed.help(terminal.hasColor()));
            return ExitCode.OK;
        }
        return parsed.command().run(terminal);
    }

    /** A file instead of a command means: check it. */
    private static List<String> withCommand(List<String> arguments) {
        if (arguments.isEmpty() || !isObject(arguments.get(0))) {
            return arguments;
        }
        List<String> words = new java.util.ArrayList<>(arguments);
        words.add(0, "check");
        return words;
    }

    private static boolean isObject(String word) {
        if (word.startsWith("-") || Commands.NAMES.contains(word)) {
            return false;
        }
        try {
            return word.endsWith(".o") || Files.isRegularFile(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static ExitCode report(Failure failure, List<String> arguments, Terminal terminal) {
        try {
            failure.print(terminal, wantsJson(arguments));
            terminal.out().flush();
            return failure.code();
        } catch (StandardOutput.Failed e) {
            return outputFailed(e, terminal);
        }
    }

    /** Nobody reads on: no message. Anything else, a full disk say, must not pass for success. */
    private static ExitCode outputFailed(StandardOutput.Failed failure, Terminal terminal) {
        if (failure.isClosedPipe()) {
            return ExitCode.OUTPUT_CLOSED;
        }
        terminal.err().print("error: cannot write to standard output: " + failure.getMessage() + "\n");
        return ExitCode.ENVIRONMENT;
    }

    /** Known before the arguments are parsed, because that may be what fails. */
    private static boolean wantsJson(List<String> arguments) {
        for (String word : arguments) {
            if (word.equals("--")) {
                return false;
            }
            if (word.equals("--json") || word.equals("-j") || word.equals("--pretty") || word.equals("-p")) {
                return true;
            }
        }
        return false;
    }
}
