// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

/**
 * A word, a number, a text or a sign of C.
 *
 * @param line counted from 1
 * @param column counted from 1
 */
record Token(Kind kind, String text, int line, int column) {
    enum Kind {
        NAME,
        NUMBER,
        CHARACTER,
        TEXT,
        SIGN,
        END
    }

    boolean is(String other) {
        return (kind == Kind.SIGN || kind == Kind.NAME) && text.equals(other);
    }

    boolean isName() {
        return kind == Kind.NAME;
    }

    CTypeException problem(String message) {
        return new CTypeException(line, column, message);
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
