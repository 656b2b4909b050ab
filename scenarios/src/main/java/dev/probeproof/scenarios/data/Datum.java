// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.data;

import dev.probeproof.loader.bytes.Bytes;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A value that a program left behind, as its type says. {@code toString} is how a scenario would write it. */
public sealed interface Datum {
    /**
     * An integer, an enum, a pointer, a character.
     *
     * @param value sign- or zero-extended to 64 bits
     * @param signed whether the type is
     * @param pointer whether it is an address, shown in hex
     * @param name the enumerator that has this value; empty if there is none
     */
    record Number(long value, boolean signed, boolean pointer, String name) implements Datum {
        public static Number of(long value) {
            return new Number(value, true, false, "");
        }

        @Override
        public String toString() {
            if (!name.isEmpty()) {
                return name;
            }
            return pointer
                    ? "0x" + Long.toHexString(value)
                    : signed ? Long.toString(value) : Long.toUnsignedString(value);
        }
    }

    /** A {@code float} or {@code double}. */
    record Real(double value) implements Datum {
        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /** Text in an array of characters, up to its NUL. */
    record Text(String text) implements Datum {
        @Override
        public String toString() {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
        }
    }

    /** Bytes of which no more is known, or an array of single bytes. */
    record Raw(Bytes bytes) implements Datum {
        /** Of longer values the start is shown: lines are for reading, and what has all bytes writes them itself. */
        private static final int MOST_SHOWN = 64;

        public static Raw of(byte[] bytes) {
            return new Raw(Bytes.wrap(bytes.clone(), "value"));
        }

        @Override
        public String toString() {
            HexFormat pairs = HexFormat.ofDelimiter(" ");
            byte[] all = bytes.toArray();
            return all.length <= MOST_SHOWN
                    ? "{hex: " + pairs.formatHex(all) + "}"
                    : "{hex: " + pairs.formatHex(all, 0, MOST_SHOWN) + " … of " + all.length + " bytes}";
        }
    }

    /** An array. */
    record Row(List<Datum> elements) implements Datum {
        private static final int MOST_SHOWN = 64;

        public Row {
            elements = List.copyOf(elements);
        }

        @Override
        public String toString() {
            return elements.size() <= MOST_SHOWN
                    ? elements.toString()
                    : elements.subList(0, MOST_SHOWN).toString().replaceFirst("]$", "") + " … of " + elements.size()
                            + " elements]";
        }
    }

    /** A struct or union; those without a name are taken apart. */
    record Struct(List<Member> members) implements Datum {
        public Struct {
            members = List.copyOf(members);
        }

        /** The member of that name. */
        public Optional<Datum> get(String name) {
            return members.stream()
                    .filter(member -> member.name().equals(name))
                    .map(Member::value)
                    .findFirst();
        }

        @Override
        public String toString() {
            return members.stream().map(Member::toString).collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /** A member with its value. */
    record Member(String name, Datum value) {
        @Override
        public String toString() {
            return name + ": " + value;
        }
    }
}
