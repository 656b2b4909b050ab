// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

import java.util.List;

/** A place in the tokens. */
final class Cursor {
    private final List<Token> tokens;
    private int at;

    Cursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The token here; at the end always the last. */
    Token peek() {
        return tokens.get(at);
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    /** Goes on if the token here is that one. */
    boolean accept(String text) {
        if (peek().is(text)) {
            at++;
            return true;
        }
        return false;
    }

    Token expect(String text) {
        Token token = next();
        if (!token.is(text)) {
            throw token.problem("'" + text + "' was expected, not " + token);
        }
        return token;
    }

    boolean isAtEnd() {
        return peek().kind() == Token.Kind.END;
    }

    /** Passes over what stands between a pair of parentheses, of which the first was read already. */
    void skipParentheses() {
        int open = 1;
        while (open > 0) {
            Token token = next();
            if (token.kind() == Token.Kind.END) {
                throw token.problem("')' is missing");
            }
            open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        }
    }
}
