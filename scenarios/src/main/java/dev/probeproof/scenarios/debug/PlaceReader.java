// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.scenarios.trace.ProgramCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people write for a place: {@code latency.bpf.c:86}, {@code 86}, {@code read_ends}, {@code bpf_map_update_elem}, {@code *73}. */
final class PlaceReader {
    private static final Pattern LINE = Pattern.compile("(?:(.+):)?([1-9]\\d{0,8})");
    private static final Pattern INSTRUCTION = Pattern.compile("\\*(?:(\\w+)\\+)?(\\d{1,8})");

    private PlaceReader() {}

    /** A place in code. */
    static Breakpoint.Place read(Live live, String text) {
        String word = text.strip();
        if (word.isEmpty()) {
            throw new DebugException("a place is missing: FILE:LINE, LINE, a function, a helper, or *INSTRUCTION");
        }
        Matcher instruction = INSTRUCTION.matcher(word);
        if (instruction.matches()) {
            return instruction(live, instruction.group(1), Integer.parseInt(instruction.group(2)));
        }
        Matcher line = LINE.matcher(word);
        if (line.matches()) {
            String file = line.group(1) == null ? currentFile(live) : line.group(1);
            return line(live, file, Integer.parseInt(line.group(2)));
        }
        return name(live, word);
    }

    private static Breakpoint.Place instruction(
            Live live, @org.jspecify.annotations.Nullable String program, int slot) {
        String name = program == null ? live.frame().code().name() : program;
        ProgramCode code = live.codes().all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(live, name));
        if (slot >= code.instructions().size() || code.isSecondHalf(slot)) {
            throw new DebugException("no instruction begins at " + slot + " of " + name + ", which has "
                    + code.instructions().size());
        }
        return new Breakpoint.Instruction(name, slot);
    }

    static String currentFile(Live live) {
        if (!live.frames().isEmpty()) {
            var line = live.frame().code().line(live.frame().slot());
            if (line.isPresent()) {
                return line.get().file();
            }
        }
        return SourceFiles.files(live.codes().all()).stream()
                .findFirst()
                .orElseThrow(() -> new DebugException("the objects have no line information: clang -g adds it"));
    }

    /** The line itself, or the next one for which there is code. */
    static Breakpoint.Line line(Live live, String file, int line) {
        TreeSet<Integer> known = new TreeSet<>();
        for (ProgramCode code : live.codes().all()) {
            known.addAll(Lines.withCode(code, file));
        }
        if (known.isEmpty()) {
            throw new DebugException("no program has code of a file '" + file + "'; there are "
                    + String.join(", ", SourceFiles.files(live.codes().all())));
        }
        Integer next = known.ceiling(line);
        if (next == null) {
            throw new DebugException("no code for line " + line + " of " + Lines.plain(file)
                    + " or behind it; the last is line " + known.last());
        }
        return new Breakpoint.Line(Lines.plain(file), next);
    }

    static Breakpoint.Place name(Live live, String word) {
        for (ProgramCode code : live.codes().all()) {
            if (code.functions().stream().anyMatch(function -> function.name().equals(word))) {
                return new Breakpoint.Function(word);
            }
        }
        return Arrays.stream(HelperId.values())
                .filter(helper -> helper.functionName().equals(word)
                        || helper.functionName().equals("bpf_" + word))
                .findFirst()
                .map(helper -> (Breakpoint.Place) new Breakpoint.Helper(helper.number(), helper.functionName()))
                .orElseThrow(() -> unknown(live, word));
    }

    private static DebugException unknown(Live live, String word) {
        List<String> known = new ArrayList<>();
        live.codes().all().forEach(code -> code.functions().forEach(function -> known.add(function.name())));
        List<String> functions = known.stream().distinct().toList();
        for (HelperId helper : HelperId.values()) {
            known.add(helper.functionName());
        }
        List<String> nearest = Nearest.of(word, known);
        return new DebugException("no function or helper '" + word + "'"
                + (nearest.isEmpty() ? "; functions are " + String.join(", ", functions) : Nearest.suffix(nearest)));
    }

    /** What to watch: memory where the expression has an address that stays, else the value. */
    static Breakpoint.Watch watch(Live live, int frame, String text, Breakpoint.Access access) {
        TypedValue value;
        try {
            value = Expression.value(live, frame, text);
        } catch (DebugException absent) {
            // An element that a program has yet to make is no mistake; a name that nobody has is one.
            if (access != Breakpoint.Access.CHANGE
                    || !String.valueOf(absent.getMessage()).contains("has no element")) {
                throw absent;
            }
            return new Breakpoint.Watch(text, access, OptionalLong.empty(), 0);
        }
        if (access != Breakpoint.Access.CHANGE && value.address().isEmpty()) {
            throw new DebugException("'" + text + "' has no address that stays, so reads of it cannot be seen");
        }
        return new Breakpoint.Watch(text.strip(), access, value.address(), value.bytes().length);
    }
}
