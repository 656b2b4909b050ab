// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The words of an expression, one after the other. */
final class Words {
    private static final String NAME_START = "$_";

    private final String text;
    private int at;

    Words(String text) {
        this.text = text;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** Takes a word if it is the next one. */
    boolean take(String word) {
        blanks();
        // '&&' is not two times '&', and a minus in front of '>' is an arrow.
        if (!text.startsWith(word, at)
                || word.equals("&") && text.startsWith("&&", at)
                || word.equals("-") && text.startsWith("->", at)) {
            return false;
        }
        at += word.length();
        return true;
    }

    void expect(String word) {
        if (!take(word)) {
            throw wrong("'" + word + "'");
        }
    }

    /** Takes one of these operators if it is next, and not the beginning of a longer one. */
    Optional<String> operator(List<String> operators) {
        blanks();
        for (String operator : operators) {
            boolean longer = operator.length() == 1
                    && at + 1 < text.length()
                    && List.of("||", "&&", "<<", ">>", "<=", ">=", "==", "!=", "->")
                            .contains(text.substring(at, Math.min(text.length(), at + 2)));
            if (text.startsWith(operator, at) && !longer) {
                at += operator.length();
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }

    String name(String what) {
        blanks();
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || NAME_START.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (at == from || Character.isDigit(text.charAt(from))) {
            at = from;
            throw wrong(what);
        }
        return text.substring(from, at);
    }

    OptionalLong number() {
        blanks();
        if (at >= text.length() || !Character.isDigit(text.charAt(at))) {
            return OptionalLong.empty();
        }
        int from = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        String digits = text.substring(from, at);
        String plain = digits.replaceAll("(?i)[ul]+$", "");
        try {
            return OptionalLong.of(
                    plain.startsWith("0x") || plain.startsWith("0X")
                            ? Long.parseUnsignedLong(plain.substring(2), 16)
                            : plain.length() > 1 && plain.startsWith("0")
                                    ? Long.parseUnsignedLong(plain, 8)
                                    : Long.parseUnsignedLong(plain));
        } catch (NumberFormatException e) {
            throw new DebugException("'" + digits + "' is no number of 64 bits");
        }
    }

    Optional<String> quoted() {
        blanks();
        if (at >= text.length() || text.charAt(at) != '"') {
            return Optional.empty();
        }
        int end = text.indexOf('"', at + 1);
        if (end < 0) {
            throw wrong("a '\"' at the end of the text");
        }
        String inside = text.substring(at + 1, end);
        at = end + 1;
        return Optional.of(inside);
    }

    /** Takes a type in parentheses. */
    Optional<String> cast(Predicate<String> isType) {
        blanks();
        if (at >= text.length() || text.charAt(at) != '(') {
            return Optional.empty();
        }
        int end = text.indexOf(')', at);
        String inside = end < 0 ? "" : text.substring(at + 1, end).strip();
        String name = inside.replace("*", " ").strip();
        if (name.isEmpty()
                || !name.matches("[A-Za-z_][\\w ]*")
                || !inside.matches("[\\w ]+[* ]*")
                || !isType.test(name)) {
            return Optional.empty();
        }
        at = end + 1;
        return Optional.of(inside);
    }

    void end() {
        blanks();
        if (at < text.length()) {
            throw wrong("the end, or an operator");
        }
    }

    private DebugException wrong(String wanted) {
        String found = at >= text.length() ? "nothing is left" : "there is '" + text.substring(at) + "'";
        return new DebugException(wanted + " is expected in '" + text.strip() + "', but " + found);
    }
}
