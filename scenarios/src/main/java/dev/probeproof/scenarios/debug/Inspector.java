// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.LoadedMap;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.trace.Frame;
import dev.probeproof.scenarios.trace.ProgramCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What can be seen where an execution stands, as plain values for front ends. Everything is named by expressions, so a value is taken
 * apart by asking for the parts of its expression.
 */
public final class Inspector {
    private static final int MOST_ELEMENTS = 200;

    private final Debugger debugger;

    /** @param debugger started */
    public Inspector(Debugger debugger) {
        this.debugger = debugger;
    }

    /**
     * A value.
     *
     * @param expression that has it, or empty for what no expression names
     * @param address where it lies, or where a pointer leads
     */
    public record Shown(
            String name, String value, String type, String expression, boolean hasParts, OptionalLong address) {}

    /**
     * A function under way.
     *
     * @param line from 1; 0 where none is known
     * @param program index of its code, for {@link #code}
     */
    public record FrameShown(String function, String file, int line, int program, int slot) {}

    /**
     * Where the execution stands.
     *
     * @param result of the scenario; empty until its end
     */
    public record Standing(
            long number, String run, int stepLine, String step, Optional<ScenarioResult> result, List<String> hits) {}

    public Standing standing() {
        List<String> hits = debugger.hits().now().stream()
                .map(hit -> hit.breakpoint().id() + " " + hit.why())
                .toList();
        return debugger.ask(live -> new Standing(
                live.number(),
                live.isEnd() ? "" : StopText.run(live),
                live.stepLine(),
                live.stepTitle(),
                live.result(),
                hits));
    }

    /** The breakpoints that are hit here. */
    public List<Breakpoint> hit() {
        return debugger.hits().now().stream().map(HitCounts.Hit::breakpoint).toList();
    }

    /** The innermost first; none at the end. */
    public List<FrameShown> frames() {
        return debugger.ask(live -> {
            List<FrameShown> shown = new ArrayList<>();
            for (Frame frame : live.frames().all()) {
                ProgramCode code = frame.code();
                var line = code.line(frame.slot());
                shown.add(
                        0,
                        new FrameShown(
                                frame.function().name(),
                                line.map(each -> each.file()).orElse(""),
                                line.map(each -> each.line()).orElse(0),
                                live.codes().all().indexOf(code),
                                frame.slot()));
            }
            return shown;
        });
    }

    /** Registers of a function under way, 0 the innermost. */
    public List<Shown> registers(int frame) {
        return debugger.ask(live -> {
            Frame of = new Names(live, frame).frame();
            List<Shown> shown = new ArrayList<>();
            for (int register = 0; register <= 10; register++) {
                long value = of.register(register);
                String name = "r" + register;
                shown.add(new Shown(name, ValueText.register(live, value), "", name, false, OptionalLong.of(value)));
            }
            return shown;
        });
    }

    /** The arguments of a function under way, as it was given them. */
    public List<Shown> arguments(int frame) {
        return debugger.ask(live -> named(live, new Names(live, frame).arguments()));
    }

    /** Global variables. */
    public List<Shown> variables() {
        return debugger.ask(live -> named(live, new Names(live, 0).variables()));
    }

    private static List<Shown> named(Live live, List<Names.Argument> values) {
        return values.stream()
                .map(each -> shown(live, each.name(), each.name(), each.value()))
                .toList();
    }

    /** The scenario's objects and tasks. */
    public List<Shown> objects() {
        return debugger.ask(live -> {
            TreeSet<String> names = new TreeSet<>(live.world().named().keySet());
            names.addAll(live.world().userMemory().keySet());
            return names.stream()
                    .map(name -> "$" + name)
                    .map(name -> shown(live, name, name, Expression.value(live, 0, name)))
                    .toList();
        });
    }

    /** Maps by name; their parts are their elements. */
    public List<Shown> maps() {
        return debugger.ask(live -> MapElements.of(live).stream()
                .map(map -> {
                    int count = MapElements.holdsValues(map)
                            ? MapElements.elements(live, map, MOST_ELEMENTS).size()
                            : 0;
                    String name = map.spec().name();
                    return new Shown(
                            name,
                            !MapElements.holdsValues(map)
                                    ? map.spec().typeName()
                                    : count == 1 ? "1 element" : count + " elements",
                            map.spec().typeName(),
                            "maps." + name,
                            count > 0,
                            OptionalLong.empty());
                })
                .toList());
    }

    /**
     * The value of an expression; {@code maps.NAME} is a whole map.
     *
     * @throws DebugException if it has none
     */
    public Shown evaluate(int frame, String expression) {
        String text = expression.strip();
        if (isMap(text)) {
            return maps().stream()
                    .filter(map -> map.expression().equals(text))
                    .findFirst()
                    .orElseThrow(() -> debugger.ask(live -> new Names(live, frame).unknownMap(text.substring(5))));
        }
        return debugger.ask(live -> shown(live, text, text, Expression.value(live, frame, text)));
    }

    private static boolean isMap(String expression) {
        return expression.matches("maps\\.[\\w.]+");
    }

    /** Members, elements, what a pointer leads to, elements of a map. */
    public List<Shown> parts(int frame, String expression) {
        return debugger.ask(live -> {
            if (isMap(expression)) {
                return elements(live, expression);
            }
            TypedValue value = Expression.value(live, frame, expression);
            String start = expression.matches("[\\w$.>\\[\\]\"-]+") ? expression : "(" + expression + ")";
            String member = start + (value.isPointer() ? "->" : ".");
            List<Shown> shown = new ArrayList<>();
            for (ValueText.Part part : ValueText.parts(live, value)) {
                String name = part.name();
                String full = name.equals("*") ? "*" + start : name.startsWith("[") ? start + name : member + name;
                shown.add(shown(live, name, full, part.value()));
            }
            return shown;
        });
    }

    private static List<Shown> elements(Live live, String expression) {
        LoadedMap map = MapElements.of(live).stream()
                .filter(each -> expression.equals("maps." + each.spec().name()))
                .findFirst()
                .orElseThrow(() -> new Names(live, 0).unknownMap(expression.substring(5)));
        List<Shown> shown = new ArrayList<>();
        for (MapElements.Element element : MapElements.elements(live, map, MOST_ELEMENTS)) {
            // Keys that are structs have no expression.
            boolean named = element.key().matches("-?\\d+|\"[^\"]*\"");
            Shown value = shown(live, "[" + element.key() + "]", "", element.value());
            String full = named ? expression + "[" + element.key() + "]" : "";
            shown.add(new Shown(
                    value.name(), value.value(), value.type(), full, named && value.hasParts(), value.address()));
        }
        return shown;
    }

    private static Shown shown(Live live, String name, String expression, TypedValue value) {
        boolean parts = value.isComposite() || value.isArray() || value.isPointer() && value.targetSize() > 0;
        OptionalLong address = value.isPointer() ? OptionalLong.of(value.number(live)) : value.address();
        return new Shown(
                name,
                ValueText.of(live, value),
                value.typeName(),
                expression,
                parts && !ValueText.parts(live, value).isEmpty(),
                address);
    }

    /** Bytes of memory. */
    public byte[] memory(long address, int count) {
        return debugger.ask(live -> TypedValue.read(live, address, count));
    }

    /** The code of everything that is loaded. */
    public List<ProgramCode> code() {
        return debugger.ask(live -> live.codes().all());
    }

    /** The lines of a file with their code, as type information has them. */
    public TreeMap<Integer, String> knownLines(String file) {
        return SourceFiles.known(file, code());
    }

    /**
     * The line, or the next one with code.
     *
     * @throws DebugException if there is none
     */
    public Breakpoint.Line line(String file, int line) {
        return debugger.ask(live -> PlaceReader.line(live, file, line));
    }

    /** A function or a helper by its name. */
    public Breakpoint.Place function(String name) {
        return debugger.ask(live -> PlaceReader.name(live, name));
    }

    /** An instruction of a program. */
    public Breakpoint.Place instruction(ProgramCode code, int slot) {
        if (slot < 0 || slot >= code.instructions().size() || code.isSecondHalf(slot)) {
            throw new DebugException("no instruction begins at " + slot + " of " + code.name());
        }
        return new Breakpoint.Instruction(code.name(), slot);
    }

    /** What to watch. */
    public Breakpoint.Watch watch(int frame, String expression, Breakpoint.Access access) {
        return debugger.ask(live -> PlaceReader.watch(live, frame, expression, access));
    }
}
