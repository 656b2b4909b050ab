// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a text that people wrote, which knows at which columns of the whole it lies, so that an error found in a part
 * is shown in the whole.
 *
 * @param whole all that was written
 * @param start index of the first character
 * @param end index after the last one
 */
public record TextSlice(String whole, int start, int end) {
    public TextSlice {
        if (start < 0 || end < start || whole.length() < end) {
            throw new IndexOutOfBoundsException(start + " to " + end + " of " + whole.length() + " characters");
        }
    }

    /** All of a text. */
    public static TextSlice of(String whole) {
        return new TextSlice(whole, 0, whole.length());
    }

    public String text() {
        return whole.substring(start, end);
    }

    /** Column of the first character in the whole text, from 1. */
    public int column() {
        return start + 1;
    }

    public int length() {
        return end - start;
    }

    public boolean isEmpty() {
        return start == end;
    }

    public char charAt(int index) {
        return whole.charAt(start + index);
    }

    /** The character, or NUL where the slice ends. */
    public char peek(int index) {
        return index < length() ? charAt(index) : '\0';
    }

    public boolean startsWith(String prefix) {
        return length() >= prefix.length() && whole.startsWith(prefix, start);
    }

    public boolean endsWith(String suffix) {
        return length() >= suffix.length() && whole.startsWith(suffix, end - suffix.length());
    }

    /** The text is exactly this. */
    public boolean is(String text) {
        return length() == text.length() && startsWith(text);
    }

    /** Index of the first such character in this slice, or -1. */
    public int indexOf(char wanted) {
        int index = whole.indexOf(wanted, start);
        return index < 0 || index >= end ? -1 : index - start;
    }

    /** Index of the first character that is one of those, from an index of this slice on; or -1. */
    public int indexOfAny(String wanted, int from) {
        for (int i = from; i < length(); i++) {
            if (wanted.indexOf(charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    public TextSlice slice(int from, int to) {
        return new TextSlice(whole, start + from, start + to);
    }

    public TextSlice from(int index) {
        return new TextSlice(whole, start + index, end);
    }

    public TextSlice upTo(int index) {
        return new TextSlice(whole, start, start + index);
    }

    /** The parts between one and the next such character; one empty part if this slice is empty. */
    public List<TextSlice> split(char separator) {
        List<TextSlice> parts = new ArrayList<>();
        TextSlice rest = this;
        for (int at = rest.indexOf(separator); at >= 0; at = rest.indexOf(separator)) {
            parts.add(rest.upTo(at));
            rest = rest.from(at + 1);
        }
        parts.add(rest);
        return parts;
    }

    /** The parts between white space, none of them empty. */
    public List<TextSlice> words() {
        List<TextSlice> words = new ArrayList<>();
        int at = 0;
        while (at < length()) {
            if (isBlank(charAt(at))) {
                at++;
                continue;
            }
            int from = at;
            while (at < length() && !isBlank(charAt(at))) {
                at++;
            }
            words.add(slice(from, at));
        }
        return words;
    }

    /** Without white space at both ends. */
    public TextSlice strip() {
        int from = start;
        int to = end;
        while (from < to && isBlank(whole.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(whole.charAt(to - 1))) {
            to--;
        }
        return new TextSlice(whole, from, to);
    }

    /** Something is wrong with this slice as a whole. */
    public ProbeSyntaxException error(String problem) {
        return error(0, problem);
    }

    /** Something is wrong with this slice as a whole; nearest names follow. */
    public ProbeSyntaxException error(String problem, List<String> candidates) {
        return new ProbeSyntaxException(whole, column(), problem, candidates);
    }

    /** Something is wrong from a character of this slice on. */
    public ProbeSyntaxException error(int index, String problem) {
        return new ProbeSyntaxException(whole, start + index + 1, problem, List.of());
    }

    /** The character at an index in quotes, or "the end". */
    public String found(int index) {
        return index >= length()
                ? "the end"
                : "'" + whole.substring(start + index, whole.offsetByCodePoints(start + index, 1)) + "'";
    }

    /** A blank as in C. */
    public static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** Letters, digits and underscores, no digit first: a C identifier. */
    public boolean isIdentifier() {
        if (isEmpty() || charAt(0) >= '0' && charAt(0) <= '9') {
            return false;
        }
        for (int i = 0; i < length(); i++) {
            if (!isIdentifierPart(charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** A letter, a digit or an underscore; ASCII only. */
    public static boolean isIdentifierPart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    @Override
    public String toString() {
        return text();
    }
}
