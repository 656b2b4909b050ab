// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import java.util.List;

/** Walks over the text of a definition and knows the column of everything it finds. */
final class DefinitionScanner {
    private final String text;
    private final int end;
    private final FetchDialect dialect;
    private int at;

    DefinitionScanner(String text) {
        this(TextSlice.of(text), FetchDialect.OURS);
    }

    /** Walks over a part of a text and counts columns in the whole. */
    DefinitionScanner(TextSlice part, FetchDialect dialect) {
        this.dialect = dialect;
        this.text = part.whole();
        this.at = part.start();
        this.end = part.end();
    }

    String text() {
        return text;
    }

    boolean readsKernelLanguage() {
        return dialect == FetchDialect.KERNEL;
    }

    int position() {
        return at;
    }

    void backTo(int position) {
        at = position;
    }

    /** Column of the next character, from 1. */
    int column() {
        return at + 1;
    }

    boolean atEnd() {
        return at == end;
    }

    /** The next character, or NUL at the end. */
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return at + ahead < end ? text.charAt(at + ahead) : '\0';
    }

    DefinitionScanner skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
        return this;
    }

    /** Passes the given text if it comes next. */
    boolean take(String expected) {
        if (expected.length() > end - at || !text.startsWith(expected, at)) {
            return false;
        }
        at += expected.length();
        return true;
    }

    /** Passes the given text or says what stands there instead. */
    void expect(String expected, String where) {
        if (!take(expected)) {
            throw error("expected '" + expected + "' " + where + " but found " + found());
        }
    }

    /** Nothing may follow. */
    void requireEnd(String where) {
        if (!atEnd()) {
            throw error("expected the end " + where + " but found " + found());
        }
    }

    boolean startsName() {
        return isNameStart(peek());
    }

    /** A C identifier. */
    String name(String what) {
        return word(what, "");
    }

    /** A symbol of the kernel; compilers put dots into the names of copies, such as {@code foo.isra.0}. */
    String symbol(String what) {
        return word(what, ".");
    }

    private String word(String what, String more) {
        int start = at;
        if (!isNameStart(peek())) {
            throw error("expected " + what + " but found " + found());
        }
        while (isNamePart(peek()) || !atEnd() && more.indexOf(peek()) >= 0) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Letters, digits, underscores and dots, at least one. */
    String registerName() {
        int start = at;
        while (isNamePart(peek()) || peek() == '.') {
            at++;
        }
        if (start == at) {
            throw error("expected a register name but found " + found());
        }
        return text.substring(start, at);
    }

    /** The rest, which is passed, or what comes before the first such character. */
    TextSlice upTo(char stop) {
        TextSlice rest = new TextSlice(text, at, end);
        int index = rest.indexOf(stop);
        TextSlice passed = index < 0 ? rest : rest.upTo(index);
        at = passed.end();
        return passed;
    }

    /** The text between a position and here. */
    String since(int position) {
        return text.substring(position, at).strip();
    }

    boolean startsDigit() {
        return isDigit(peek());
    }

    /** A number with an optional sign, decimal or {@code 0x}; what needs the 64th bit comes out negative. */
    long signedNumber(String what) {
        boolean negative = take("-");
        if (!negative) {
            take("+");
        }
        int start = at;
        long magnitude = number(what);
        if (negative && magnitude < 0 && magnitude != Long.MIN_VALUE) {
            throw errorAt(start + 1, "a number below -2^63");
        }
        return negative ? -magnitude : magnitude;
    }

    /** An unsigned number of 64 bits, decimal or {@code 0x}. */
    long number(String what) {
        int start = at;
        boolean hex = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
        at += hex ? 2 : 0;
        int digits = at;
        boolean octal = !hex && peek() == '0' && readsKernelLanguage();
        int radix = hex ? 16 : octal ? 8 : 10;
        while (Character.digit(peek(), radix) >= 0 && peek() < 0x80) {
            at++;
        }
        if (at == digits || isNamePart(peek())) {
            at = start;
            throw error("expected " + what + " but found " + found());
        }
        if (radix == 10 && at - digits > 1 && text.charAt(digits) == '0') {
            throw errorAt(start + 1, "a number with a leading 0 is octal in C: write it in decimal or with 0x");
        }
        try {
            return Long.parseUnsignedLong(text, digits, at, radix);
        } catch (NumberFormatException tooLong) {
            throw errorAt(start + 1, "a number of more than 64 bits");
        }
    }

    /** A number within a range. */
    int number(String what, int least, int most) {
        int start = at;
        long value = number(what);
        if (Long.compareUnsigned(value, most) > 0 || value < least) {
            throw errorAt(
                    start + 1,
                    what + " must be from " + least + " to " + most + ", not " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    ProbeSyntaxException error(String problem) {
        return errorAt(column(), problem);
    }

    ProbeSyntaxException errorAt(int column, String problem) {
        return new ProbeSyntaxException(text, column, problem);
    }

    ProbeSyntaxException errorAt(int column, String problem, List<String> candidates) {
        return new ProbeSyntaxException(text, column, problem, candidates);
    }

    String found() {
        return atEnd() ? "the end" : "'" + text.substring(at, text.offsetByCodePoints(at, 1)) + "'";
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c);
    }
}
