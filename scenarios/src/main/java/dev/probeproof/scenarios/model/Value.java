// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.util.List;
import java.util.Optional;

/**
 * A value as somebody wrote it, before a kernel's types say what it means: the same word is a number for an {@code int}, an
 * enumerator for an {@code enum}, text for a {@code char} array.
 */
public sealed interface Value {
    SourcePosition position();

    /** As it would be written on one line of a scenario. */
    String toString();

    /**
     * A scalar.
     *
     * @param text without quotes, and with escapes resolved
     * @param quoted whether it stood in quotes, and so is text and neither number, reference nor name
     */
    record Word(String text, boolean quoted, SourcePosition position) implements Value {
        @Override
        public String toString() {
            return quoted
                    ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"'
                    : text;
        }
    }

    /** A list. */
    record Items(List<Value> values, SourcePosition position) implements Value {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    /** Named values, in the order of the file; names are unique. */
    record Fields(List<Field> fields, SourcePosition position) implements Value {
        public Fields {
            fields = List.copyOf(fields);
        }

        /** The value of that name. */
        public Optional<Value> get(String name) {
            return fields.stream()
                    .filter(field -> field.name().equals(name))
                    .map(Field::value)
                    .findFirst();
        }

        @Override
        public String toString() {
            String inner = fields.toString();
            return '{' + inner.substring(1, inner.length() - 1) + '}';
        }
    }

    /** A name and what stands behind it. */
    record Field(String name, SourcePosition position, Value value) {
        @Override
        public String toString() {
            return name + ": " + value;
        }
    }
}
