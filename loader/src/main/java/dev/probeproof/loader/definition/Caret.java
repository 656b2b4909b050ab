// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

/** The two lines of a message that show a place in a text. */
public final class Caret {
    private Caret() {}

    /** A line break, the text, and a caret under the column, which counts from 1. */
    public static String under(String text, int column) {
        // A control character in the text would move the caret away from what it points at, or hide it.
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return "\n  " + line + "\n  " + " ".repeat(Math.max(0, column - 1)) + "^";
    }
}
