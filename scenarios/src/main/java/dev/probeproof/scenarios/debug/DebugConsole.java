// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.trace.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A debugger by lines of text: a command in, an answer out. */
public final class DebugConsole {
    private static final Pattern CONDITION = Pattern.compile("(.*?)(?:\\s+if\\s+(.*?))?(?:\\s+from\\s+(\\d{1,9}))?");
    private static final int LINES_AROUND = 5;
    private static final int MOST_BYTES = 4096;

    private final Debugger debugger;
    private final SourceFiles sources;
    private String last = "";
    private int frame;
    private int run;
    private boolean over;
    private String listFile = "";
    private int listFrom;

    /** @param debugger started */
    public DebugConsole(Debugger debugger, SourceFiles sources) {
        this.debugger = debugger;
        this.sources = sources;
    }

    /** Where it stands, in words. */
    public String greeting() {
        return stopped();
    }

    /** Whether somebody said that it is over. */
    public boolean isOver() {
        return over;
    }

    /** What a line of text asks for; mistakes are a part of the answer. */
    public String answer(String line) {
        String typed = line.strip();
        if (typed.startsWith("#")) {
            return "";
        }
        String text = typed.isEmpty() ? last : typed;
        last = "";
        if (text.isEmpty()) {
            return "";
        }
        try {
            Matcher parts = Pattern.compile("([A-Za-z-]+)(/\\w+)?\\s*(.*)").matcher(text);
            if (!parts.matches()) {
                throw new DebugException("a command begins with a word; 'help' lists them");
            }
            ConsoleCommand command = ConsoleCommand.of(parts.group(1));
            String form = parts.group(2) == null ? "" : parts.group(2).substring(1);
            String answer = carryOut(command, form, parts.group(3).strip());
            last = command.repeats() ? text : "";
            if (command == ConsoleCommand.LIST) {
                last = "list";
            }
            return answer;
        } catch (DebugException mistake) {
            return "error: " + mistake.getMessage() + "\n";
        }
    }

    private String carryOut(ConsoleCommand command, String form, String rest) {
        return switch (command) {
            case HELP ->
                rest.isEmpty()
                        ? ConsoleCommand.overview()
                        : ConsoleCommand.of(rest).help();
            case BREAK -> breakpoint(rest);
            case WATCH -> watch(rest, Breakpoint.Access.CHANGE);
            case RWATCH -> watch(rest, Breakpoint.Access.READ);
            case AWATCH -> watch(rest, Breakpoint.Access.BOTH);
            case DELETE -> delete(rest);
            case ENABLE -> enable(rest, true);
            case DISABLE -> enable(rest, false);
            case CONTINUE -> go(Motion.CONTINUE, "");
            case STEP -> go(Motion.STEP, rest);
            case NEXT -> go(Motion.NEXT, rest);
            case STEPI -> go(Motion.STEP_INSTRUCTION, rest);
            case FINISH -> go(Motion.FINISH, "");
            case REVERSE_CONTINUE -> go(Motion.BACK_CONTINUE, "");
            case REVERSE_STEP -> go(Motion.BACK_STEP, rest);
            case REVERSE_NEXT -> go(Motion.BACK_NEXT, rest);
            case REVERSE_STEPI -> back(rest);
            case REVERSE_FINISH -> go(Motion.BACK_FINISH, "");
            case GOTO -> jump(number(rest, "the number of an instruction, from 1"));
            case RUN -> jump(1);
            case PRINT -> print(form, rest);
            case WHATIS ->
                debugger.ask(live -> {
                    TypedValue value = Expression.value(live, frame, rest);
                    return value.typeName()
                            + (value.address().isPresent()
                                    ? " at 0x"
                                            + Long.toHexString(value.address().getAsLong())
                                    : "")
                            + "\n";
                });
            case X -> memory(form, rest);
            case INFO -> info(rest);
            case BACKTRACE -> debugger.ask(live -> StopText.backtrace(live, frame));
            case FRAME -> frame(rest);
            case LIST -> list(rest);
            case DISASSEMBLE -> debugger.ask(live -> StopText.disassembly(selected(live), 0));
            case QUIT -> {
                over = true;
                yield "";
            }
        };
    }

    private Frame selected(Live live) {
        return new Names(live, frame).frame();
    }

    private static int number(String text, String what) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new DebugException(what + " is expected" + (text.isBlank() ? "" : ", not '" + text.strip() + "'"));
    }

    private String go(Motion motion, String count) {
        int times = count.isEmpty() ? 1 : number(count, "how often, as a number from 1,");
        boolean atEdge = debugger.ask(live -> motion.isBack() ? live.number() == 1 : live.isEnd());
        if (atEdge) {
            return motion.isBack()
                    ? "this is the first instruction\n"
                    : "this is the end of the scenario; 'run' begins anew\n";
        }
        for (int i = 0; i < times; i++) {
            debugger.go(motion);
            boolean hit =
                    motion != Motion.STEP_INSTRUCTION && !debugger.hits().now().isEmpty();
            if (hit || debugger.ask(Live::isEnd)) {
                break;
            }
        }
        return stopped();
    }

    /** Many instructions back are one way. */
    private String back(String count) {
        int times = count.isEmpty() ? 1 : number(count, "how often, as a number from 1,");
        long here = debugger.ask(Live::number);
        return times == 1 ? go(Motion.BACK_INSTRUCTION, "") : jump(Math.max(1, here - times));
    }

    private String jump(long number) {
        debugger.jump(number);
        return stopped();
    }

    private String stopped() {
        frame = 0;
        listFile = "";
        StringBuilder text = new StringBuilder();
        for (HitCounts.Hit hit : debugger.hits().now()) {
            text.append("breakpoint ")
                    .append(hit.breakpoint().id())
                    .append(", hit ")
                    .append(hit.count())
                    .append(": ")
                    .append(hit.why())
                    .append('\n');
        }
        int before = run;
        run = debugger.ask(Live::run);
        String place = debugger.ask(live -> StopText.of(live, live.run() != before));
        return text.append(place).toString();
    }

    private String breakpoint(String text) {
        Matcher parts = CONDITION.matcher(text);
        if (!parts.matches()) {
            throw new DebugException("a place is missing; 'help break' tells more");
        }
        Breakpoint.Place place = debugger.ask(live -> PlaceReader.read(live, parts.group(1)));
        String condition = parts.group(2) == null ? "" : parts.group(2);
        int from = parts.group(3) == null ? 1 : number(parts.group(3), "a number of hits");
        Breakpoint made = debugger.add(place, condition, from);
        return "breakpoint " + made.id() + ": " + made.place() + "\n";
    }

    private String watch(String text, Breakpoint.Access access) {
        Breakpoint.Watch watch = debugger.ask(live -> PlaceReader.watch(live, frame, text, access));
        Breakpoint made = debugger.add(watch, "", 1);
        return "breakpoint " + made.id() + ": " + made.place() + "\n";
    }

    private String delete(String text) {
        if (text.isEmpty()) {
            List<Breakpoint> all = debugger.breakpoints();
            all.forEach(each -> debugger.remove(each.id()));
            return all.size() + " deleted\n";
        }
        for (int id : ids(text)) {
            if (!debugger.remove(id)) {
                throw new DebugException("no breakpoint " + id + "; 'info breakpoints' lists them");
            }
        }
        return "";
    }

    private String enable(String text, boolean enabled) {
        for (int id : ids(text)) {
            if (!debugger.enable(id, enabled)) {
                throw new DebugException("no breakpoint " + id + "; 'info breakpoints' lists them");
            }
        }
        return "";
    }

    private static List<Integer> ids(String text) {
        List<Integer> ids = new ArrayList<>();
        for (String word : text.split("\\s+")) {
            ids.add(number(word, "the number of a breakpoint"));
        }
        return ids;
    }

    private String print(String form, String text) {
        if (!form.isEmpty() && !form.equals("x")) {
            throw new DebugException("print/x is hexadecimal; there is no print/" + form);
        }
        return debugger.ask(live -> {
            if (text.startsWith("maps.") && text.indexOf('[') < 0) {
                String name = text.substring(5).strip();
                return InfoText.map(live, name).orElseThrow(() -> new Names(live, frame).unknownMap(name));
            }
            TypedValue value = Expression.value(live, frame, text);
            return (form.isEmpty() ? ValueText.of(live, value) : ValueText.hex(live, value)) + "\n";
        });
    }

    private String memory(String form, String text) {
        int count = form.isEmpty() ? 16 : number(form, "how many bytes, as in x/32 r6,");
        if (count > MOST_BYTES) {
            throw new DebugException("at most " + MOST_BYTES + " bytes");
        }
        return debugger.ask(live -> {
            TypedValue value = Expression.value(live, frame, text);
            boolean place = value.isComposite() || value.isArray();
            long address =
                    place && value.address().isPresent() ? value.address().getAsLong() : value.number(live);
            return InfoText.memory(live, address, count);
        });
    }

    private String info(String what) {
        List<String> words =
                List.of("registers", "args", "variables", "maps", "breakpoints", "runs", "line", "files", "frame");
        String word = words.stream()
                .filter(each -> !what.isEmpty() && each.startsWith(what.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new DebugException(
                        "info tells of " + String.join(", ", words) + Nearest.suffix(Nearest.of(what, words))));
        return switch (word) {
            case "registers" -> debugger.ask(live -> InfoText.registers(live, frame));
            case "args" -> debugger.ask(live -> InfoText.arguments(live, frame));
            case "variables" -> debugger.ask(InfoText::variables);
            case "maps" -> debugger.ask(InfoText::maps);
            case "breakpoints" -> InfoText.breakpoints(debugger);
            case "runs" -> InfoText.runs(debugger.runs());
            case "files" ->
                debugger.ask(live ->
                                String.join("\n", SourceFiles.files(live.codes().all()))) + "\n";
            default -> debugger.ask(live -> StopText.of(live, true));
        };
    }

    private String frame(String text) {
        int wanted = text.isEmpty() || text.equals("0") ? 0 : number(text, "the number of a frame");
        String shown = debugger.ask(live -> {
            Frame chosen = new Names(live, wanted).frame();
            return wanted + "  " + StopText.place(chosen) + "  " + StopText.source(chosen) + "\n";
        });
        frame = wanted;
        return shown;
    }

    private String list(String text) {
        int around;
        if (!text.isEmpty()) {
            Breakpoint.Line line = debugger.ask(live -> lineOf(live, text));
            listFile = line.file();
            around = line.line();
        } else if (!listFile.isEmpty()) {
            around = listFrom + LINES_AROUND;
        } else {
            Breakpoint.Line line = debugger.ask(live -> {
                Frame at = selected(live);
                return at.code()
                        .line(at.slot())
                        .map(here -> new Breakpoint.Line(here.file(), here.line()))
                        .orElseThrow(() -> new DebugException("no line of C is known for this instruction"));
            });
            listFile = line.file();
            around = line.line();
        }
        TreeMap<Integer, String> lines =
                debugger.ask(live -> sources.lines(listFile, live.codes().all()));
        int here = debugger.ask(live -> live.isEnd()
                ? 0
                : selected(live)
                        .code()
                        .line(selected(live).slot())
                        .map(line -> line.line())
                        .orElse(0));
        StringBuilder shown = new StringBuilder();
        lines.subMap(Math.max(1, around - LINES_AROUND), around + LINES_AROUND)
                .forEach((number, line) -> shown.append(
                        String.format(Locale.ROOT, "%s%5d  %s\n", number == here ? "=>" : "  ", number, line)));
        listFrom = around + LINES_AROUND;
        if (shown.length() == 0) {
            listFile = "";
            return "no more lines\n";
        }
        return shown.toString();
    }

    private static Breakpoint.Line lineOf(Live live, String text) {
        Breakpoint.Place place = PlaceReader.read(live, text);
        if (place instanceof Breakpoint.Line line) {
            return line;
        }
        if (place instanceof Breakpoint.Function function) {
            for (var code : live.codes().all()) {
                for (var each : code.functions()) {
                    int start = code.bodyStart(each);
                    if (each.name().equals(function.name()) && code.line(start).isPresent()) {
                        var line = code.line(start).get();
                        return new Breakpoint.Line(line.file(), line.line());
                    }
                }
            }
        }
        throw new DebugException("no line is known for '" + text + "'");
    }
}
