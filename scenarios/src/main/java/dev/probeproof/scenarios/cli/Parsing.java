// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.error.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** From words to a command with its options set. The only class, besides the commands, that knows picocli. */
final class Parsing {
    private static final int USAGE_WIDTH = 100;

    private Parsing() {}

    /** What the words meant. */
    static final class Result {
        private final RootCommand root;
        private final CommandLine line;
        private final ParseResult parsed;

        private Result(RootCommand root, CommandLine line, ParseResult parsed) {
            this.root = root;
            this.line = line;
            this.parsed = parsed;
        }

        OutputOptions output() {
            return root.output();
        }

        Command command() {
            return line.getCommand();
        }

        boolean helpRequested() {
            return parsed.isUsageHelpRequested();
        }

        String help(boolean color) {
            return line.getUsageMessage(Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF))
                    .replace("\r\n", "\n");
        }
    }

    /**
     * @throws UsageException if the words are not a command of ours
     */
    static Result parse(List<String> words) {
        RootCommand root = new RootCommand();
        Optional<String> name = commandWord(words);
        CommandLine line;
        if (name.isPresent()) {
            if (!Commands.NAMES.contains(name.get())) {
                throw new UsageException("unknown command '" + name.get() + "'" + suggestion(name.get(), Commands.NAMES)
                        + "\n  'probeproof --help' lists all commands");
            }
            line = commandLine(root, List.of(name.get()));
        } else {
            // Only the help lists them; to make them all takes longer than everything else here.
            boolean help = words.contains("--help") || words.contains("-h");
            line = commandLine(root, help ? Commands.NAMES : List.of());
        }
        try {
            ParseResult parsed = line.parseArgs(words.toArray(String[]::new));
            while (parsed.hasSubcommand()) {
                parsed = parsed.subcommand();
            }
            return new Result(root, parsed.commandSpec().commandLine(), parsed);
        } catch (ParameterException e) {
            throw new UsageException(message(e));
        }
    }

    /** The command line with those commands under it. */
    static CommandLine commandLine(RootCommand root, List<String> commands) {
        CommandLine line = new CommandLine(root);
        for (String command : commands) {
            line.addSubcommand(withChildren(Commands.create(command, root.output())));
        }
        // '@FILE' is ours (--probe), not an argument file of picocli's.
        line.setExpandAtFiles(false);
        line.setUsageHelpWidth(USAGE_WIDTH);
        line.getSubcommands().values().forEach(Parsing::setHeadings);
        return line;
    }

    private static CommandLine withChildren(Command command) {
        CommandLine line = new CommandLine(command);
        if (command instanceof CommandGroup group) {
            group.children().forEach(line::addSubcommand);
        }
        return line;
    }

    private static void setHeadings(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .parameterListHeading("%nParameters:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n");
        line.getSubcommands().values().forEach(Parsing::setHeadings);
    }

    /** The first word that is neither an option nor the value of one. */
    private static Optional<String> commandWord(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--color")) {
                i++;
            } else if (!word.startsWith("-")) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    private static String message(ParameterException e) {
        CommandLine line = e.getCommandLine();
        String command = line.getCommandSpec().qualifiedName();
        String text = e.getMessage();
        if (e instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            text = word.startsWith("-")
                    ? "unknown option '" + word + "' of '" + command + "'" + suggestion(word, options(line))
                    : "unexpected argument '" + word + "' of '" + command + "'";
        } else if (!text.isEmpty()) {
            text = Character.toLowerCase(text.charAt(0)) + text.substring(1);
        }
        return text + "\n  '" + command + " --help' shows how it is used";
    }

    private static List<String> options(CommandLine line) {
        List<String> names = new ArrayList<>();
        line.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }

    private static String suggestion(String word, List<String> known) {
        List<String> nearest = Nearest.of(word, known);
        return nearest.isEmpty() ? "" : "\n  did you mean '" + nearest.get(0) + "'?";
    }
}
