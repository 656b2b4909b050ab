// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import dev.probeproof.scenarios.model.SourcePosition;
import dev.probeproof.scenarios.model.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Takes values for what they should be; what they are not is a mistake, and reading goes on. */
final class Shape {
    private final Mistakes mistakes;

    Shape(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    Mistakes mistakes() {
        return mistakes;
    }

    /** A mapping; an empty one in place of anything else. */
    Value.Fields fields(Value value, String what) {
        if (value instanceof Value.Fields fields) {
            return fields;
        }
        mistakes.add(value.position(), what + " is a mapping (names with values), not " + kind(value));
        return new Value.Fields(List.of(), value.position());
    }

    Value.Fields fields(Value.Fields from, String key) {
        return from.get(key)
                .map(value -> fields(value, "'" + key + "'"))
                .orElse(new Value.Fields(List.of(), from.position()));
    }

    /** A list. A single word or mapping is a list of one. */
    List<Value> items(Value value) {
        return value instanceof Value.Items items ? items.values() : isNothing(value) ? List.of() : List.of(value);
    }

    List<Value.Word> words(Value.Fields from, String key) {
        return from.get(key).map(value -> words(value, key)).orElse(List.of());
    }

    List<Value.Word> words(Value value, String key) {
        List<Value.Word> words = new ArrayList<>();
        for (Value item : items(value)) {
            word(item, "'" + key + "'").ifPresent(words::add);
        }
        return words;
    }

    Optional<Value.Word> word(Value value, String what) {
        if (value instanceof Value.Word word && !isNothing(word)) {
            return Optional.of(word);
        }
        mistakes.add(value.position(), what + " is a word, not " + kind(value));
        return Optional.empty();
    }

    Optional<Value.Word> word(Value.Fields from, String key) {
        return from.get(key).flatMap(value -> word(value, "'" + key + "'"));
    }

    String text(Value.Fields from, String key) {
        return word(from, key).map(Value.Word::text).orElse("");
    }

    boolean flag(Value.Fields from, String key) {
        Optional<Value.Word> word = word(from, key);
        if (word.isPresent()
                && !word.get().text().equals("true")
                && !word.get().text().equals("false")) {
            mistakes.add(
                    word.get().position(),
                    "'" + key + "' is true or false, not '" + word.get().text() + "'");
        }
        return word.isPresent() && word.get().text().equals("true");
    }

    /** A number within bounds. */
    OptionalLong number(Value.Fields from, String key, long least, long most) {
        Optional<Value.Word> word = word(from, key);
        if (word.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong number = NumberWord.parse(word.get().text(), "");
        if (word.get().quoted() || number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
            mistakes.add(
                    word.get().position(),
                    "'" + key + "' is a number" + (most == Long.MAX_VALUE ? "" : " from " + least + " to " + most)
                            + ", not '" + word.get().text() + "'");
            return OptionalLong.empty();
        }
        return number;
    }

    OptionalInt integer(Value.Fields from, String key, int least, int most) {
        OptionalLong number = number(from, key, least, most);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** A duration in nanoseconds. */
    OptionalLong time(Value.Fields from, String key) {
        return from.get(key).map(value -> time(value, key)).orElse(OptionalLong.empty());
    }

    OptionalLong time(Value value, String key) {
        Optional<Value.Word> word = word(value, "'" + key + "'");
        if (word.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong nanoseconds = NumberWord.nanoseconds(word.get().text());
        if (nanoseconds.isEmpty() && !word.get().text().equals("0")) {
            mistakes.add(
                    word.get().position(),
                    "'" + key + "' is a duration such as 3us, 1.5ms or 2s, not '"
                            + word.get().text() + "'");
        }
        return nanoseconds;
    }

    /** Keys that there are not. */
    void onlyKeys(Value.Fields fields, String what, Collection<String> known) {
        for (Value.Field field : fields.fields()) {
            if (!known.contains(field.name())) {
                mistakes.unknown(field.position(), "key of " + what, field.name(), known);
            }
        }
    }

    void require(boolean holds, SourcePosition position, String problem) {
        if (!holds) {
            mistakes.add(position, problem);
        }
    }

    static boolean isNothing(Value value) {
        return value instanceof Value.Word word
                && !word.quoted()
                && (word.text().isEmpty() || word.text().equals("~"));
    }

    static String kind(Value value) {
        if (value instanceof Value.Items) {
            return "a list";
        } else if (value instanceof Value.Fields) {
            return "a mapping";
        }
        return isNothing(value) ? "nothing" : "the word '" + ((Value.Word) value).text() + "'";
    }
}
