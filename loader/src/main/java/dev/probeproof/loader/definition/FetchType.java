// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Display;

/** A type as the kernel's fetch arguments and perf's arguments name it, the part after the colon. */
public sealed interface FetchType {
    /**
     * {@code u8} … {@code x64}.
     *
     * @param bits 8, 16, 32 or 64; 0 for perf's {@code u}, {@code s} and {@code x}, whose size debug information says
     */
    record Int(Radix radix, int bits) implements FetchType {
        @Override
        public String toString() {
            return radix.letter() + (bits == 0 ? "" : Integer.toString(bits));
        }
    }

    /** How an integer is extended and shown. */
    enum Radix {
        UNSIGNED,
        SIGNED,
        HEXADECIMAL;

        public String letter() {
            return this == UNSIGNED ? "u" : this == SIGNED ? "s" : "x";
        }
    }

    /** {@code char}: a byte shown as a character. */
    record Char() implements FetchType {
        @Override
        public String toString() {
            return "char";
        }
    }

    /** {@code symbol}: a pointer shown as symbol and offset. */
    record Symbol() implements FetchType {
        @Override
        public String toString() {
            return "symbol";
        }
    }

    /** {@code symstr}: a pointer, stored as the text of symbol and offset. */
    record SymbolText() implements FetchType {
        @Override
        public String toString() {
            return "symstr";
        }
    }

    /**
     * {@code string} and {@code ustring}; {@code string(N)} is ours.
     *
     * @param maxBytes at most that many, NUL included
     */
    record Text(AddressSpaceKind space, int maxBytes) implements FetchType {
        @Override
        public String toString() {
            return new TextType(maxBytes, space).toString();
        }
    }

    /** {@code b<width>@<shift>/<container>}; with {@code s} before it, which is ours, signed. */
    record Bits(int widthBits, int shift, int containerBits, boolean signed) implements FetchType {
        @Override
        public String toString() {
            return (signed ? "sb" : "b") + widthBits + "@" + shift + "/" + containerBits;
        }
    }

    /** {@code %pd}, the name of a {@code struct dentry}, and {@code %pD}, that of a {@code struct file}. */
    record PathName(boolean ofFile) implements FetchType {
        @Override
        public String toString() {
            return ofFile ? "%pD" : "%pd";
        }
    }

    /** {@code T[N]}: {@code N} elements in a row; of texts, as many pointers to them. */
    record Array(FetchType element, int count) implements FetchType {
        @Override
        public String toString() {
            return element + "[" + count + "]";
        }
    }

    /** A name that neither the kernel nor we know, as perf passes it on. */
    record Unknown(String name) implements FetchType {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Reads a type of the kernel's language.
     *
     * @throws ProbeSyntaxException if the text is none
     */
    static FetchType parse(TextSlice text) {
        DefinitionScanner scanner = new DefinitionScanner(text, FetchDialect.OURS);
        FetchType type = new FetchTypeParser(scanner).type();
        scanner.requireEnd("after a type");
        return type;
    }

    /** The radix of a type that begins with {@code u}, {@code s} or {@code x}. */
    static Radix ofLetter(char letter) {
        return letter == 'u' ? Radix.UNSIGNED : letter == 's' ? Radix.SIGNED : Radix.HEXADECIMAL;
    }

    /** How values of this type are shown to people. */
    default Display display() {
        FetchType type = this instanceof Array array ? array.element() : this;
        if (type instanceof Int value && value.radix() == Radix.HEXADECIMAL) {
            return new Display.Hexadecimal();
        } else if (type instanceof Char) {
            return new Display.Character();
        } else if (type instanceof Symbol || type instanceof SymbolText) {
            return new Display.SymbolAndOffset();
        }
        return Display.PLAIN;
    }
}
