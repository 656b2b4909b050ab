// SPDX-License-Identifier: MIT
package dev.probeproof.loader.error;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The names that a mistyped one may have meant, by Damerau-Levenshtein distance without regard to case. Distances above
 * a third of the length are no near miss and are not offered: a wrong suggestion costs the reader more than none. Where
 * nothing is near, names that begin with what was typed.
 */
public final class Nearest {
    private static final int MOST = 3;
    private static final int LARGEST_DISTANCE = 4;

    private Nearest() {}

    private record Match(String name, int distance, int commonPrefix) {}

    /** At most three names, nearest first. */
    public static List<String> of(String wanted, Collection<String> names) {
        return of(wanted, names, "");
    }

    /** The same, each with a prefix for display. */
    public static List<String> of(String wanted, Collection<String> names, String prefix) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        int limit = Math.min(LARGEST_DISTANCE, Math.max(1, lower.length() / 3));
        List<Match> matches = new ArrayList<>();
        Rows rows = new Rows();
        long letters = letters(lower);
        for (String name : names) {
            // Nearly all of a kernel's 50,000 function names fall away here, before a distance is computed.
            if (Math.abs(name.length() - lower.length()) <= limit
                    && differentLetters(letters, letters(name)) <= limit
                    && !name.equals(wanted)) {
                String other = name.toLowerCase(Locale.ROOT);
                int distance = rows.distance(lower, other, limit);
                if (distance <= limit) {
                    matches.add(new Match(name, distance, commonPrefix(lower, other)));
                }
            }
        }
        if (matches.isEmpty()) {
            return completions(lower, names).map(name -> prefix + name).toList();
        }
        matches.sort(Comparator.comparingInt(Match::distance)
                .thenComparing(Comparator.comparingInt(Match::commonPrefix).reversed())
                .thenComparing(Match::name));
        return matches.stream()
                .filter(match -> match.distance() <= matches.get(0).distance() + 1)
                .limit(MOST)
                .map(match -> prefix + match.name())
                .toList();
    }

    /** Which characters occur, some taken for one; all of them if one is beyond ASCII, where case is no matter of a bit. */
    private static long letters(String name) {
        long letters = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80) {
                return -1;
            }
            letters |= 1L << (c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
        }
        return letters;
    }

    /** How many changes it takes at least: each one brings at most one letter and takes away at most one. */
    private static int differentLetters(long ones, long others) {
        return ones == -1 || others == -1 ? 0 : Math.max(Long.bitCount(ones & ~others), Long.bitCount(others & ~ones));
    }

    /** The shortest first; from two letters on, for one letter begins too much. */
    private static Stream<String> completions(String lower, Collection<String> names) {
        if (lower.length() < 2) {
            return Stream.empty();
        }
        return names.stream()
                .filter(name -> name.length() > lower.length() && name.regionMatches(true, 0, lower, 0, lower.length()))
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .limit(MOST);
    }

    /** The end of a message's first line: empty, or what is nearest. */
    public static String suffix(List<String> candidates) {
        return candidates.isEmpty() ? "" : "; nearest: " + String.join(", ", candidates);
    }

    private static int commonPrefix(String one, String other) {
        int length = 0;
        while (length < one.length() && length < other.length() && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }

    /** The last three rows of the distance matrix, kept between words. */
    private static final class Rows {
        private int[] beforeLast = new int[32];
        private int[] last = new int[32];
        private int[] current = new int[32];

        /** The distance (with swaps of neighbours as one change), or anything above the limit once it is passed. */
        int distance(String one, String other, int limit) {
            reserve(other.length() + 1);
            for (int j = 0; j <= other.length(); j++) {
                last[j] = j;
            }
            for (int i = 1; i <= one.length(); i++) {
                int best = row(one, other, i);
                if (best > limit) {
                    return best;
                }
                int[] free = beforeLast;
                beforeLast = last;
                last = current;
                current = free;
            }
            return last[other.length()];
        }

        private int row(String one, String other, int i) {
            current[0] = i;
            int best = i;
            char c = one.charAt(i - 1);
            for (int j = 1; j <= other.length(); j++) {
                char d = other.charAt(j - 1);
                int value = Math.min(Math.min(last[j], current[j - 1]) + 1, last[j - 1] + (c == d ? 0 : 1));
                if (i > 1 && j > 1 && c == other.charAt(j - 2) && d == one.charAt(i - 2)) {
                    value = Math.min(value, beforeLast[j - 2] + 1);
                }
                current[j] = value;
                best = Math.min(best, value);
            }
            return best;
        }

        private void reserve(int length) {
            if (current.length < length) {
                beforeLast = new int[length * 2];
                last = new int[length * 2];
                current = new int[length * 2];
            }
        }
    }
}
