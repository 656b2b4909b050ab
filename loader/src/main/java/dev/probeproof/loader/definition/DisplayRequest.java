// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

/** How the author wants a number shown; it changes nothing of how it is fetched. */
public sealed interface DisplayRequest {
    /** Nothing is said: enums by name, the rest as its type asks. */
    DisplayRequest BY_TYPE = new ByType();

    /** As it is written after the colon, empty for {@link ByType}. */
    @Override
    String toString();

    /** In the way of its type: an enum by name, an integer in decimal. */
    record ByType() implements DisplayRequest {
        @Override
        public String toString() {
            return "";
        }
    }

    /** {@code :dec}: a number, also of an enum. */
    record Decimal() implements DisplayRequest {
        @Override
        public String toString() {
            return "dec";
        }
    }

    /** {@code :hex}. */
    record Hexadecimal() implements DisplayRequest {
        @Override
        public String toString() {
            return "hex";
        }
    }

    /** {@code :char}: a character of ASCII. */
    record Character() implements DisplayRequest {
        @Override
        public String toString() {
            return "char";
        }
    }

    /** {@code :sym}: an address as symbol and offset. */
    record SymbolAndOffset() implements DisplayRequest {
        @Override
        public String toString() {
            return "sym";
        }
    }

    /**
     * {@code :enum(NAME)}: one enumerator by name.
     *
     * @param name of the enum; empty for the one that the value's type is
     * @param column where the name, or without one the word, starts in the definition, from 1
     */
    record Enumeration(String name, int column) implements DisplayRequest {
        @Override
        public String toString() {
            return "enum" + (name.isEmpty() ? "" : "(" + name + ")");
        }
    }

    /**
     * {@code :flags(NAME)}: the bits by the names of an enum's values.
     *
     * @param name of the enum; empty for the one that the value's type is
     * @param column where the name, or without one the word, starts in the definition, from 1
     */
    record Flags(String name, int column) implements DisplayRequest {
        @Override
        public String toString() {
            return "flags" + (name.isEmpty() ? "" : "(" + name + ")");
        }
    }
}
