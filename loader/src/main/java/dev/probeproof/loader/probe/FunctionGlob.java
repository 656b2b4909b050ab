// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

/**
 * A pattern of function names: {@code *} is any text, {@code ?} any character, {@code [a-z]} one of a set, {@code [!a-z]} one
 * that is not in it. Takes time in proportion to pattern and name, whatever the pattern.
 */
final class FunctionGlob {
    private final String pattern;

    FunctionGlob(String pattern) {
        this.pattern = pattern;
    }

    boolean matches(String name) {
        int p = 0;
        int n = 0;
        int afterStar = -1;
        int resume = 0;
        while (n < name.length()) {
            int next = p < pattern.length() && pattern.charAt(p) != '*' ? after(p, name.charAt(n)) : -1;
            if (next >= 0) {
                p = next;
                n++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                afterStar = ++p;
                resume = n;
            } else if (afterStar >= 0) {
                // The last star takes one character more; earlier ones never need to.
                p = afterStar;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Where the pattern goes on behind the one character at {@code p}, or -1 if that is not {@code c}. */
    private int after(int p, char c) {
        char wanted = pattern.charAt(p);
        int end = wanted == '[' ? pattern.indexOf(']', p + 2) : -1;
        if (end > 0) {
            return inSet(pattern.substring(p + 1, end), c) ? end + 1 : -1;
        }
        return wanted == '?' || wanted == c ? p + 1 : -1;
    }

    private static boolean inSet(String set, char c) {
        boolean not = set.startsWith("!");
        boolean found = false;
        for (int i = not ? 1 : 0; i < set.length(); i++) {
            if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
                found |= set.charAt(i) <= c && c <= set.charAt(i + 2);
                i += 2;
            } else {
                found |= set.charAt(i) == c;
            }
        }
        return found != not;
    }
}
