// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.judge;

import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.format.Matchers;
import dev.probeproof.scenarios.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Compares a value that was written with one that was seen: a mapping with the members that it names, a list element by
 * element, a word with a number, an enumerator or text.
 */
final class Comparison {
    private final Words words;

    Comparison(Words words) {
        this.words = words;
    }

    /** A part that differs; the path is empty for the whole. */
    record Difference(String path, String expected, String actual) {
        @Override
        public String toString() {
            return (path.isEmpty() ? "" : path + ": ") + "expected " + expected + " but was " + actual;
        }
    }

    /** What differs; nothing if they match. */
    List<Difference> differences(Value expected, Datum actual) {
        List<Difference> found = new ArrayList<>();
        compare(expected, actual, "", found);
        return found;
    }

    boolean matches(Value expected, Datum actual) {
        return differences(expected, actual).isEmpty();
    }

    /** How many single values an expectation has: what a near miss is measured by. */
    static int size(Value value) {
        if (value instanceof Value.Items items) {
            return Math.max(
                    1, items.values().stream().mapToInt(Comparison::size).sum());
        } else if (value instanceof Value.Fields fields) {
            return Math.max(
                    1,
                    fields.fields().stream()
                            .mapToInt(field -> size(field.value()))
                            .sum());
        }
        return 1;
    }

    private void compare(Value expected, Datum actual, String path, List<Difference> found) {
        if (expected instanceof Value.Word word && !word.quoted() && word.text().equals("any")) {
            return;
        }
        Optional<byte[]> bytes = words.bytes(expected);
        if (bytes.isPresent()) {
            require(sameBytes(bytes.get(), expected, actual), expected, actual, path, found);
        } else if (expected instanceof Value.Fields fields) {
            if (fields.fields().size() == 1
                    && Matchers.NAMES.contains(fields.fields().get(0).name())) {
                require(matcher(fields.fields().get(0), actual), expected, actual, path, found);
            } else if (actual instanceof Datum.Struct struct) {
                members(fields, struct, path, found);
            } else if (actual instanceof Datum.Raw && words.number(expected).isEmpty()) {
                found.add(new Difference(
                        path, expected.toString(), actual + ", bytes of no known type: declare it under 'types'"));
            } else {
                require(words.number(expected).isPresent() && equal(expected, actual), expected, actual, path, found);
            }
        } else if (expected instanceof Value.Items items) {
            items(items, actual, path, found);
        } else {
            require(equal(expected, actual), expected, actual, path, found);
        }
    }

    private static void require(boolean holds, Value expected, Datum actual, String path, List<Difference> found) {
        if (!holds) {
            found.add(new Difference(path, expected.toString(), actual.toString()));
        }
    }

    private void members(Value.Fields fields, Datum.Struct struct, String path, List<Difference> found) {
        for (Value.Field field : fields.fields()) {
            String inner = path.isEmpty() ? field.name() : path + "." + field.name();
            Optional<Datum> member = member(struct, field.name());
            if (member.isPresent()) {
                compare(field.value(), member.get(), inner, found);
            } else {
                found.add(new Difference(
                        inner,
                        field.value().toString(),
                        "no such member; there are "
                                + String.join(
                                        ", ",
                                        struct.members().stream()
                                                .map(Datum.Member::name)
                                                .toList())));
            }
        }
    }

    /** {@code key.pid} and {@code slots[3]} are members of members. */
    private static Optional<Datum> member(Datum from, String path) {
        Datum at = from;
        for (String step : path.replace("[", ".[").split("\\.")) {
            if (step.isEmpty()) {
                continue;
            }
            Optional<Datum> next = step.startsWith("[")
                    ? element(at, step)
                    : at instanceof Datum.Struct struct ? struct.get(step) : Optional.empty();
            if (next.isEmpty()) {
                return next;
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    private static Optional<Datum> element(Datum at, String step) {
        String digits = step.substring(1, Math.max(1, step.length() - 1));
        boolean number =
                digits.length() < 9 && !digits.isEmpty() && digits.chars().allMatch(Character::isDigit);
        int index = number ? Integer.parseInt(digits) : -1;
        if (at instanceof Datum.Row row && index >= 0 && index < row.elements().size()) {
            return Optional.of(row.elements().get(index));
        }
        return Optional.empty();
    }

    private void items(Value.Items items, Datum actual, String path, List<Difference> found) {
        List<Datum> elements = elements(actual);
        if (elements.size() != items.values().size()) {
            found.add(new Difference(path, items + " (" + items.values().size() + " elements)", actual.toString()));
            return;
        }
        for (int i = 0; i < elements.size(); i++) {
            compare(items.values().get(i), elements.get(i), path + "[" + i + "]", found);
        }
    }

    private static List<Datum> elements(Datum actual) {
        if (actual instanceof Datum.Row row) {
            return row.elements();
        }
        List<Datum> elements = new ArrayList<>();
        if (actual instanceof Datum.Raw raw) {
            for (byte each : raw.bytes().toArray()) {
                elements.add(Datum.Number.of(each & 0xff));
            }
        }
        return elements;
    }

    private boolean equal(Value expected, Datum actual) {
        if (actual instanceof Datum.Number number) {
            if (expected instanceof Value.Word word
                    && !number.name().isEmpty()
                    && number.name().equals(word.text())) {
                return true;
            }
            OptionalLong wanted = words.number(expected);
            return wanted.isPresent() && wanted.getAsLong() == number.value();
        } else if (actual instanceof Datum.Text text) {
            return expected instanceof Value.Word word && word.text().equals(text.text());
        } else if (actual instanceof Datum.Raw raw) {
            return expected instanceof Value.Word word && word.text().equals(text(raw));
        } else if (actual instanceof Datum.Real real) {
            return expected instanceof Value.Word word && word.text().equals(Double.toString(real.value()));
        }
        return false;
    }

    /** Bytes as text, up to their NUL. */
    private static String text(Datum.Raw raw) {
        byte[] all = raw.bytes().toArray();
        int end = 0;
        while (end < all.length && all[end] != 0) {
            end++;
        }
        return new String(all, 0, end, StandardCharsets.UTF_8);
    }

    private boolean sameBytes(byte[] wanted, Value expected, Datum actual) {
        if (actual instanceof Datum.Raw raw) {
            byte[] bytes = raw.bytes().toArray();
            // An IPv4 address in the 16 bytes that are for both kinds; the rest is what the kind leaves over.
            return bytes.length >= wanted.length && Arrays.equals(Arrays.copyOf(bytes, wanted.length), wanted);
        }
        return equal(expected, actual);
    }

    private boolean matcher(Value.Field matcher, Datum actual) {
        Value wanted = matcher.value();
        return switch (matcher.name()) {
            case "not" -> !matches(wanted, actual);
            case "one-of" ->
                wanted instanceof Value.Items items && items.values().stream().anyMatch(each -> matches(each, actual));
            case "matches" ->
                Pattern.compile(((Value.Word) wanted).text())
                        .matcher(plain(actual))
                        .matches();
            case "contains" ->
                wanted instanceof Value.Word word && plain(actual).contains(word.text());
            case "between" ->
                wanted instanceof Value.Items ends
                        && compare(actual, ends.values().get(0)) >= 0
                        && compare(actual, ends.values().get(1)) <= 0;
            case "at-least" -> compare(actual, wanted) >= 0;
            case "at-most" -> !(actual instanceof Datum.Number) ? false : compare(actual, wanted) <= 0;
            default ->
                actual instanceof Datum.Number number
                        && words.number(wanted).isPresent()
                        && (number.value() & words.number(wanted).getAsLong())
                                == words.number(wanted).getAsLong();
        };
    }

    /** As its type compares them; what cannot be compared is below everything. */
    private int compare(Datum actual, Value wanted) {
        OptionalLong number = words.number(wanted);
        if (!(actual instanceof Datum.Number seen) || number.isEmpty()) {
            return Integer.MIN_VALUE;
        }
        return seen.signed()
                ? Long.compare(seen.value(), number.getAsLong())
                : Long.compareUnsigned(seen.value(), number.getAsLong());
    }

    private static String plain(Datum actual) {
        return actual instanceof Datum.Text text
                ? text.text()
                : actual instanceof Datum.Raw raw ? text(raw) : actual.toString();
    }
}
