// SPDX-License-Identifier: MIT
package dev.probeproof.loader.error;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The names closest to one that does not exist, for the second line of a message. A wrong suggestion costs the reader
 * more than none, so what is far off is not offered: at most one edit in three letters, or a beginning in common.
 */
public final class Nearest {
    private static final int FAR = Integer.MAX_VALUE;

    private Nearest() {}

    private record Ranked(String name, int distance) {}

    /**
     * At most {@code limit} candidates, the closest first, equally close ones in the order given. Upper and lower case
     * count as equal. An edit is a letter added, removed, changed, or swapped with its neighbour.
     */
    public static List<String> of(String wanted, Collection<String> candidates, int limit) {
        String low = wanted.toLowerCase(Locale.ROOT);
        List<Ranked> ranked = new ArrayList<>();
        for (String candidate : candidates) {
            int distance = distance(low, candidate.toLowerCase(Locale.ROOT));
            if (distance != FAR) {
                ranked.add(new Ranked(candidate, distance));
            }
        }
        return ranked.stream()
                .sorted(Comparator.comparingInt(Ranked::distance))
                .limit(limit)
                .map(Ranked::name)
                .distinct()
                .toList();
    }

    private static int distance(String wanted, String candidate) {
        int allowed = Math.max(1, Math.min(wanted.length(), candidate.length()) / 3);
        int edits = Math.abs(wanted.length() - candidate.length()) > allowed ? FAR : edits(wanted, candidate);
        if (edits <= allowed) {
            return edits;
        }
        // One begins the other: after every true neighbour, the shorter rest first.
        boolean begins = wanted.length() >= 2 && candidate.startsWith(wanted)
                || candidate.length() >= 3 && wanted.startsWith(candidate);
        return begins ? 1000 + Math.abs(wanted.length() - candidate.length()) : FAR;
    }

    /** Edit distance with transpositions of neighbours, in three rows. */
    private static int edits(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                char a = from.charAt(i - 1);
                char b = to.charAt(j - 1);
                row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + (a == b ? 0 : 1));
                if (i > 1 && j > 1 && a == to.charAt(j - 2) && b == from.charAt(i - 2)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[to.length()];
    }
}
