// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts C into tokens. Of the preprocessor it knows what headers of tracing programs have: {@code #define} of a name, include
 * guards and {@code #ifdef} on what is defined here; {@code #include}, {@code #pragma} and macros with parameters are passed over.
 */
final class Lexer {
    private static final Pattern TOKEN = Pattern.compile("(?<name>[A-Za-z_]\\w*)"
            + "|(?<number>0[xX][0-9a-fA-F]+[uUlL]*|0[bB][01]+[uUlL]*|\\d+[uUlL]*)"
            + "|(?<character>'(?:\\\\.|[^'\\\\])')"
            + "|(?<text>\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\")"
            + "|(?<sign><<|>>|[{}()\\[\\];,:*=+\\-/%|&~^!<>.?])");
    private static final int MOST_TOKENS = 200_000;

    private final List<Token> tokens = new ArrayList<>();
    private final Map<String, List<Token>> macros = new HashMap<>();
    /** One for each open condition: whether its lines count. */
    private final Deque<Boolean> conditions = new ArrayDeque<>();

    private boolean inComment;
    private int expansions;

    private Lexer() {}

    /** The tokens, an {@link Token.Kind#END} last. */
    static List<Token> read(String text) {
        Lexer lexer = new Lexer();
        String[] lines = text.split("\n", -1);
        for (int number = 0; number < lines.length; number++) {
            String line = lexer.withoutComments(lines[number]);
            // A directive goes on in the next line after a backslash; nothing of it is kept but the first line's words.
            while (line.endsWith("\\") && number + 1 < lines.length) {
                number++;
                line = line.substring(0, line.length() - 1) + " " + lexer.withoutComments(lines[number]);
            }
            lexer.line(line, number + 1);
        }
        lexer.tokens.add(new Token(Token.Kind.END, "", lines.length, 1 + lines[lines.length - 1].length()));
        return lexer.tokens;
    }

    /** Blanks in place of comments, so that columns stay. */
    private String withoutComments(String line) {
        StringBuilder kept = new StringBuilder(line);
        for (int i = 0; i < kept.length(); i++) {
            if (inComment) {
                inComment = !line.startsWith("*/", i);
                kept.setCharAt(i, ' ');
                if (!inComment) {
                    kept.setCharAt(++i, ' ');
                }
            } else if (line.startsWith("/*", i)) {
                inComment = true;
                kept.setCharAt(i, ' ');
                kept.setCharAt(++i, ' ');
            } else if (line.startsWith("//", i)) {
                kept.setLength(i);
            }
        }
        return kept.toString();
    }

    private void line(String line, int number) {
        if (line.strip().startsWith("#")) {
            directive(line.strip().substring(1).strip(), number, line.indexOf('#') + 1);
        } else if (!conditions.contains(false)) {
            tokens.addAll(expanded(tokens(line, number), 0));
            if (tokens.size() > MOST_TOKENS) {
                throw new CTypeException(number, 1, "more than " + MOST_TOKENS + " words of C");
            }
        }
    }

    private void directive(String text, int number, int column) {
        String[] words = text.split("\\s+", 3);
        String name = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "ifdef" -> conditions.push(macros.containsKey(name));
            case "ifndef" -> conditions.push(!macros.containsKey(name));
            case "else" -> conditions.push(!pop(number, column));
            case "endif" -> pop(number, column);
            case "define" -> {
                if (!conditions.contains(false) && !name.contains("(")) {
                    macros.put(name, tokens(words.length > 2 ? words[2] : "", number));
                }
            }
            case "undef" -> macros.remove(name);
            case "include", "error", "warning" -> {}
            case "pragma" -> {
                if (name.startsWith("pack")) {
                    throw new CTypeException(
                            number, column, "'#pragma pack' is not understood: use __attribute__((packed))");
                }
            }
            default -> throw new CTypeException(number, column, "'#" + words[0] + "' is not understood here");
        }
    }

    private boolean pop(int number, int column) {
        Boolean last = conditions.poll();
        if (last == null) {
            throw new CTypeException(number, column, "no #if is open here");
        }
        return last;
    }

    private static List<Token> tokens(String line, int number) {
        List<Token> found = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(line);
        int at = 0;
        while (true) {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            if (at == line.length()) {
                return found;
            }
            if (!matcher.region(at, line.length()).lookingAt()) {
                throw new CTypeException(number, at + 1, "'" + line.charAt(at) + "' is not understood here");
            }
            found.add(new Token(kind(matcher), matcher.group(), number, at + 1));
            at = matcher.end();
        }
    }

    private static Token.Kind kind(Matcher matcher) {
        if (matcher.group("name") != null) {
            return Token.Kind.NAME;
        } else if (matcher.group("number") != null) {
            return Token.Kind.NUMBER;
        } else if (matcher.group("character") != null) {
            return Token.Kind.CHARACTER;
        }
        return matcher.group("text") != null ? Token.Kind.TEXT : Token.Kind.SIGN;
    }

    /** Macros may be made of macros; one that is made of itself ends at some depth and is then an unknown name. */
    private List<Token> expanded(List<Token> raw, int depth) {
        List<Token> result = new ArrayList<>();
        for (Token token : raw) {
            List<Token> macro = token.isName() && depth < 8 ? macros.get(token.text()) : null;
            if (macro == null) {
                result.add(token);
                continue;
            }
            if (++expansions > MOST_TOKENS) {
                throw token.problem("macros are expanded more than " + MOST_TOKENS + " times");
            }
            for (Token part : expanded(macro, depth + 1)) {
                result.add(new Token(part.kind(), part.text(), token.line(), token.column()));
            }
            if (result.size() > MOST_TOKENS) {
                throw token.problem("more than " + MOST_TOKENS + " words of C");
            }
        }
        return result;
    }
}
