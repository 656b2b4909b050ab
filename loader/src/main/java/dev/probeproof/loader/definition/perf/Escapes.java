// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.TextSlice;

/** A backslash takes away what the next character means. */
final class Escapes {
    private Escapes() {}

    /** Index of the first such character without a backslash before it, or -1. */
    static int indexOfAny(TextSlice text, String wanted, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (wanted.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** The text as it is meant; a backslash at the end means nothing. */
    static String meaning(TextSlice text) {
        StringBuilder meaning = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') {
                meaning.append(text.charAt(i));
            } else if (++i < text.length()) {
                meaning.append(text.charAt(i));
            }
        }
        return meaning.toString();
    }
}
