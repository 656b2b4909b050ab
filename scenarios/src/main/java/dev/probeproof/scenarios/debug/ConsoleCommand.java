// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.error.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The commands of the console, in the order of its help. */
enum ConsoleCommand {
    HELP("help", "h", "help [COMMAND]", "Lists the commands, or tells about one."),
    BREAK("break", "b", "break PLACE [if EXPRESSION] [from N]", """
            Stops at FILE:LINE, LINE, a function, before calls of a helper, or at *INSTRUCTION (of this program, or
            *PROGRAM+INSTRUCTION). A line without code means the next one that has some. With 'if', only where the
            expression is not 0; with 'from', only from the n-th hit on, counted from the scenario's begin.
            Examples: break latency.bpf.c:86, break bpf_map_update_elem if r4 == 1, break slot_of from 3"""),
    WATCH("watch", "", "watch EXPRESSION", """
            Stops behind whatever changed a value: an instruction, a helper, a step of the scenario.
            Examples: watch exits, watch maps.histogram[6], watch stack[-16], watch $file->f_pos"""),
    RWATCH("rwatch", "", "rwatch EXPRESSION", "Stops behind whatever read a place in memory."),
    AWATCH("awatch", "", "awatch EXPRESSION", "Stops behind whatever read or wrote a place in memory."),
    DELETE("delete", "d", "delete [NUMBER…]", "Removes breakpoints and watches, or all of them."),
    ENABLE("enable", "", "enable NUMBER…", "Has breakpoints stop again."),
    DISABLE("disable", "", "disable NUMBER…", "Has breakpoints stop no more."),
    CONTINUE("continue", "c", "continue", "Goes on to the next breakpoint, or the end of the scenario."),
    STEP("step", "s", "step [N]", "To the next line of C, also of a function that is called; n times."),
    NEXT("next", "n", "next [N]", "To the next line of C, over functions that are called; n times."),
    STEPI("stepi", "si", "stepi [N]", "One instruction, or n."),
    FINISH("finish", "fin", "finish", "Until the function has returned."),
    REVERSE_CONTINUE("reverse-continue", "rc", "reverse-continue", "Back to the breakpoint before, or the begin."),
    REVERSE_STEP(
            "reverse-step",
            "rs",
            "reverse-step [N]",
            "Back to the line of C before, also of a function that was called."),
    REVERSE_NEXT(
            "reverse-next", "rn", "reverse-next [N]", "Back to the line of C before, over functions that were called."),
    REVERSE_STEPI("reverse-stepi", "rsi", "reverse-stepi [N]", "Back by one instruction, or n."),
    REVERSE_FINISH(
            "reverse-finish", "rf", "reverse-finish", "Back to where the function was called, or the run began."),
    GOTO(
            "goto",
            "g",
            "goto NUMBER",
            "To an instruction of the scenario, counted from 1, either way ('info runs' lists some)."),
    RUN("run", "r", "run", "Back to the first instruction; breakpoints stay."),
    PRINT("print", "p", "print[/x] EXPRESSION", """
            A value, as C would write it: registers r0 to r10, ctx->…, the arguments of the function (as it was given
            them), global variables, maps.NAME[KEY], $OBJECT->… of the scenario, stack[-N], casts as in
            ((struct file *)r6)->f_pos, operators. /x is hexadecimal. 'print maps.NAME' is a whole map."""),
    WHATIS("whatis", "", "whatis EXPRESSION", "The type of a value, and where it lies."),
    X("x", "", "x[/COUNT] EXPRESSION", "Bytes of memory at an address."),
    INFO("info", "i", "info WHAT", """
            registers, args, variables (global ones), maps, breakpoints, runs (with their first instruction),
            line (where this is), files"""),
    BACKTRACE("backtrace", "bt", "backtrace", "The functions under way."),
    FRAME(
            "frame",
            "f",
            "frame [NUMBER]",
            "Whose registers and arguments are shown: 0 is the function that runs, 1 its caller."),
    LIST("list", "l", "list [PLACE]", "Lines of C around here, or around a line or function; again, the next ones."),
    DISASSEMBLE("disassemble", "disas", "disassemble", "The instructions of the function."),
    QUIT("quit", "q", "quit", "Ends.");

    private final String word;
    private final String shortWord;
    private final String usage;
    private final String help;

    ConsoleCommand(String word, String shortWord, String usage, String help) {
        this.word = word;
        this.shortWord = shortWord;
        this.usage = usage;
        this.help = help;
    }

    /** The command of a word, which may be short or cut off; says what is near if there is none. */
    static ConsoleCommand of(String typed) {
        List<ConsoleCommand> begins = new ArrayList<>();
        for (ConsoleCommand command : values()) {
            if (command.word.equals(typed) || command.shortWord.equals(typed)) {
                return command;
            }
            if (command.word.startsWith(typed)) {
                begins.add(command);
            }
        }
        if (begins.size() == 1) {
            return begins.get(0);
        }
        List<String> words =
                Arrays.stream(values()).map(command -> command.word).toList();
        if (begins.size() > 1) {
            throw new DebugException("'" + typed + "' may be "
                    + String.join(
                            " or ", begins.stream().map(command -> command.word).toList()));
        }
        throw new DebugException(
                "no command '" + typed + "'" + Nearest.suffix(Nearest.of(typed, words)) + "\n  'help' lists them");
    }

    /** Whether an empty line does it once more. */
    boolean repeats() {
        return switch (this) {
            case CONTINUE,
                    STEP,
                    NEXT,
                    STEPI,
                    FINISH,
                    REVERSE_CONTINUE,
                    REVERSE_STEP,
                    REVERSE_NEXT,
                    REVERSE_STEPI,
                    REVERSE_FINISH,
                    LIST -> true;
            default -> false;
        };
    }

    static String overview() {
        StringBuilder text = new StringBuilder();
        for (ConsoleCommand command : values()) {
            String names = command.word + (command.shortWord.isEmpty() ? "" : ", " + command.shortWord);
            int end = command.help.indexOf(". ");
            String first = command.help.replace('\n', ' ');
            String sentence = end < 0 ? first : first.substring(0, end + 1);
            text.append(String.format(java.util.Locale.ROOT, "  %-22s %s\n", names, sentence));
        }
        return text.append("An empty line steps once more. 'help COMMAND' tells all about one.\n")
                .toString();
    }

    String help() {
        return usage + (shortWord.isEmpty() ? "" : "   (or " + shortWord + ")") + "\n  " + help.replace("\n", "\n  ")
                + "\n";
    }
}
