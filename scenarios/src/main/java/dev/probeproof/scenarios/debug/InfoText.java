// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.LoadedMap;
import dev.probeproof.scenarios.trace.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code info} tells. */
final class InfoText {
    private static final int MOST_ELEMENTS = 20;

    private InfoText() {}

    static String registers(Live live, int frameIndex) {
        Frame frame = new Names(live, frameIndex).frame();
        StringBuilder text = new StringBuilder();
        for (int register = 0; register <= 10; register++) {
            text.append(String.format(
                    Locale.ROOT, "%-4s %s\n", "r" + register, ValueText.register(live, frame.register(register))));
        }
        return text.toString();
    }

    static String arguments(Live live, int frameIndex) {
        List<Names.Argument> arguments = new Names(live, frameIndex).arguments();
        StringBuilder text = new StringBuilder();
        arguments.forEach(each -> text.append(named(live, each)));
        return arguments.isEmpty() ? "no arguments are known here\n" : text.toString();
    }

    static String variables(Live live) {
        List<Names.Argument> variables = new Names(live, 0).variables();
        StringBuilder text = new StringBuilder();
        variables.forEach(each -> text.append(named(live, each)));
        return variables.isEmpty() ? "no global variables\n" : text.toString();
    }

    private static String named(Live live, Names.Argument each) {
        return each.name() + " = " + ValueText.of(live, each.value()) + "  ("
                + each.value().typeName() + ")\n";
    }

    static String maps(Live live) {
        StringBuilder text = new StringBuilder();
        for (LoadedMap map : MapElements.of(live)) {
            text.append(map(live, map, 3));
        }
        return text.length() == 0 ? "no maps\n" : text.toString();
    }

    /** A map by its name, with its elements. */
    static Optional<String> map(Live live, String name) {
        return MapElements.of(live).stream()
                .filter(map -> map.spec().name().equals(name))
                .findFirst()
                .map(map -> map(live, map, MOST_ELEMENTS));
    }

    private static String map(Live live, LoadedMap map, int most) {
        StringBuilder text =
                new StringBuilder(map.spec().name() + " (" + map.spec().typeName() + ")");
        if (!MapElements.holdsValues(map)) {
            return text.append('\n').toString();
        }
        List<MapElements.Element> elements = MapElements.elements(live, map, most + 1);
        if (elements.isEmpty()) {
            return text.append(": nothing\n").toString();
        }
        text.append(":\n");
        for (int i = 0; i < Math.min(most, elements.size()); i++) {
            MapElements.Element element = elements.get(i);
            text.append("  [")
                    .append(element.key())
                    .append("] = ")
                    .append(ValueText.of(live, element.value()))
                    .append('\n');
        }
        return text.append(elements.size() > most ? "  …\n" : "").toString();
    }

    static String breakpoints(Debugger debugger) {
        List<Breakpoint> all = debugger.breakpoints();
        if (all.isEmpty()) {
            return "no breakpoints\n";
        }
        StringBuilder text = new StringBuilder();
        for (Breakpoint each : all) {
            int count = debugger.hits().count(each.id());
            text.append(String.format(Locale.ROOT, "%-3d %s", each.id(), each.place()))
                    .append(each.condition().isEmpty() ? "" : " if " + each.condition())
                    .append(each.from() > 1 ? " from hit " + each.from() : "")
                    .append(each.enabled() ? "" : ", disabled")
                    .append(count == 0 ? ", not hit yet" : ", hit " + times(count) + " until here")
                    .append('\n');
        }
        return text.toString();
    }

    static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    static String runs(List<Position.Run> runs) {
        StringBuilder text = new StringBuilder();
        for (Position.Run run : runs) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-3d from instruction %d: %s on %s, step %d: %s\n",
                    run.number(),
                    run.first(),
                    run.program(),
                    run.attachedTo(),
                    run.step(),
                    run.title()));
        }
        return runs.isEmpty() ? "no program runs\n" : text.toString();
    }

    /** Bytes of memory, 16 a line. */
    static String memory(Live live, long address, int count) {
        byte[] bytes = TypedValue.read(live, address, count);
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < bytes.length; from += 16) {
            List<String> hex = new ArrayList<>();
            StringBuilder plain = new StringBuilder();
            for (int i = from; i < Math.min(bytes.length, from + 16); i++) {
                hex.add(String.format(Locale.ROOT, "%02x", bytes[i]));
                plain.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
            }
            text.append(String.format(Locale.ROOT, "0x%x  %-47s  %s\n", address + from, String.join(" ", hex), plain));
        }
        return text.toString();
    }
}
