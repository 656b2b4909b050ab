// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values of Java programs as those of scenarios, for tests that are written in Java.
 *
 * <pre>{@code
 * JavaValues.of(Map.of("pid", 42, "comm", "cat"), position);
 * }</pre>
 */
public final class JavaValues {
    /** Of values that stand in no file. */
    public static final SourcePosition NOWHERE = new SourcePosition("Java", 1, 1);

    private static final Set<String> WORDS = Set.of("any", "failed", "empty", "~");

    private JavaValues() {}

    /**
     * Numbers, texts, enums (their names), durations, byte arrays, lists and arrays, maps (structs); a {@link Value} is itself. A text
     * is what it is in a scenario file without quotes.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Value of(@Nullable Object value, SourcePosition at) {
        return of(value, false, at);
    }

    /** The same for what is expected: a text that is a word of scenario files ({@code any}, {@code failed}) is that text. */
    public static Value expected(@Nullable Object value) {
        return of(value, true, NOWHERE);
    }

    /** A name. */
    public static Value.Word word(String text, SourcePosition at) {
        return new Value.Word(text, false, at);
    }

    /** The same in no file. */
    public static Value.Word word(String text) {
        return word(text, NOWHERE);
    }

    private static Value of(@Nullable Object value, boolean quoted, SourcePosition at) {
        if (value instanceof Value done) {
            return done;
        } else if (value instanceof Number || value instanceof Boolean) {
            return word(value.toString(), at);
        } else if (value instanceof CharSequence text) {
            return new Value.Word(text.toString(), quoted && isSpecial(text.toString()), at);
        } else if (value instanceof Enum<?> name) {
            return word(name.name(), at);
        } else if (value instanceof Duration duration) {
            return word(duration.toNanos() + "ns", at);
        } else if (value instanceof byte[] bytes) {
            Value hex = new Value.Word(HexFormat.of().formatHex(bytes), true, at);
            return new Value.Fields(List.of(new Value.Field("hex", at, hex)), at);
        } else if (value instanceof int[] numbers) {
            return items(Arrays.stream(numbers).boxed().toList(), quoted, at);
        } else if (value instanceof long[] numbers) {
            return items(Arrays.stream(numbers).boxed().toList(), quoted, at);
        } else if (value instanceof Object[] elements) {
            return items(Arrays.asList(elements), quoted, at);
        } else if (value instanceof Collection<?> elements) {
            return items(elements, quoted, at);
        } else if (value instanceof Map<?, ?> members) {
            List<Value.Field> fields = new ArrayList<>();
            members.forEach(
                    (name, member) -> fields.add(new Value.Field(String.valueOf(name), at, of(member, quoted, at))));
            return new Value.Fields(fields, at);
        }
        throw new IllegalArgumentException("no value of a scenario: " + value
                + (value == null ? "" : " (" + value.getClass().getName() + ")")
                + "; there are numbers, texts, durations, byte arrays, lists, and maps for structs");
    }

    private static boolean isSpecial(String text) {
        return text.isEmpty() || text.startsWith("$") || WORDS.contains(text);
    }

    private static Value items(Collection<?> elements, boolean quoted, SourcePosition at) {
        return new Value.Items(
                elements.stream().map(each -> of(each, quoted, at)).toList(), at);
    }
}
