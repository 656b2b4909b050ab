// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Instructions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Argument lists and the bytes that perf's generator made of them, from {@code perf-x86_64.txt}. */
final class PerfVectors {
    private static final Pattern SLOT = Pattern.compile("\\s*\\d+  .*\\s([0-9a-f]{16})");
    private static final Pattern REFERENCE = Pattern.compile("([+-])(u?)(\\d+)\\((.*)\\)");

    record Vector(String name, List<PerfArgument> arguments, Instructions expected) {
        @Override
        public String toString() {
            return name + " " + arguments;
        }
    }

    private PerfVectors() {}

    static List<Vector> all() {
        List<Vector> vectors = new ArrayList<>();
        String name = "";
        List<PerfArgument> arguments = List.of();
        StringBuilder hex = new StringBuilder();
        for (String line : (lines() + "\n== end").split("\n")) {
            Matcher slot = SLOT.matcher(line);
            if (slot.matches()) {
                hex.append(slot.group(1));
            } else if (line.startsWith("== ")) {
                if (!name.isEmpty()) {
                    byte[] bytes = HexFormat.of().parseHex(hex);
                    vectors.add(new Vector(name, arguments, Instructions.decode(Bytes.wrap(bytes, name))));
                }
                String[] words = line.substring(3).strip().split(" ");
                name = words[0];
                arguments = arguments(Arrays.copyOfRange(words, 1, words.length));
                hex.setLength(0);
            }
        }
        return vectors;
    }

    static List<PerfArgument> arguments(String... texts) {
        return Arrays.stream(texts).map(PerfVectors::argument).toList();
    }

    /** Reads the form of kprobe definitions, {@code +16(+8(%di)):u32}. */
    static PerfArgument argument(String text) {
        int colon = text.indexOf(':');
        String type = colon < 0 ? "" : text.substring(colon + 1);
        String rest = colon < 0 ? text : text.substring(0, colon);
        Deque<PerfArgument.Reference> references = new ArrayDeque<>();
        Matcher reference = REFERENCE.matcher(rest);
        while (reference.matches()) {
            long offset = Long.parseLong(reference.group(1) + reference.group(3));
            references.addFirst(
                    new PerfArgument.Reference(offset, !reference.group(2).isEmpty()));
            rest = reference.group(4);
            reference = REFERENCE.matcher(rest);
        }
        return new PerfArgument(rest, List.copyOf(references), type);
    }

    private static String lines() {
        try (InputStream in = PerfVectors.class.getResourceAsStream("/golden/prologue/perf-x86_64.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
