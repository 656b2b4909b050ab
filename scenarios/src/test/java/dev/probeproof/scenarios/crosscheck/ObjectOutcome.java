// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.crosscheck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a loader makes of an object, in the words of {@code reference.c}, which documents them.
 *
 * @param object the file's name
 * @param error why it does not open; null if it does
 * @param maps in the order of the loader
 * @param programs by section, then by offset
 */
record ObjectOutcome(String object, @Nullable String error, List<Item> maps, List<Item> programs) {
    private static final String ERROR = "error=";

    /**
     * A map or a program.
     *
     * @param header what does not depend on a kernel, its name first
     * @param results what does, by kernel
     */
    record Item(String header, Map<String, String> results) {
        String name() {
            return header.substring(0, header.indexOf(' '));
        }
    }

    /** The name of its source: {@code core_fields} of {@code core_fields.clang-19.v3.el.o}. */
    String source() {
        return object.substring(0, object.indexOf('.'));
    }

    static boolean isError(String result) {
        return result.startsWith(ERROR);
    }

    static String error(String reason) {
        return ERROR + reason;
    }

    /** Reads the output of {@code reference.c}: a line with libbpf's version, then objects. */
    static List<ObjectOutcome> parse(List<String> lines) {
        List<ObjectOutcome> outcomes = new ArrayList<>();
        String object = null;
        String error = null;
        List<Item> maps = new ArrayList<>();
        List<Item> programs = new ArrayList<>();
        Item last = null;
        for (String line : lines.subList(1, lines.size())) {
            String text = line.strip();
            String rest = text.substring(text.indexOf(' ') + 1);
            if (text.startsWith("object ") && !line.startsWith(" ")) {
                if (object != null) {
                    outcomes.add(new ObjectOutcome(object, error, List.copyOf(maps), List.copyOf(programs)));
                }
                object = rest;
                error = null;
                maps.clear();
                programs.clear();
            } else if (line.startsWith("    ") && last != null) {
                for (String kernel : text.substring(0, text.indexOf(' ')).split(",")) {
                    last.results().put(kernel, rest);
                }
            } else if (text.startsWith("error open ")) {
                error = rest;
            } else {
                last = new Item(rest, new LinkedHashMap<>());
                (text.startsWith("map ") ? maps : programs).add(last);
            }
        }
        if (object != null) {
            outcomes.add(new ObjectOutcome(object, error, List.copyOf(maps), List.copyOf(programs)));
        }
        return outcomes;
    }
}
