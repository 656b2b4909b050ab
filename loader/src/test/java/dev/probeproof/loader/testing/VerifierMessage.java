// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import java.util.List;
import java.util.regex.Pattern;

/** What a verifier's log says of the reason of a refusal. */
public final class VerifierMessage {
    /** Lines that follow the reason, or explain states and not it. */
    private static final Pattern TRAILER = Pattern.compile(
            "processed \\d+ insns .*|verification time .*|stack depth .*|insns processed .*|max_states .*|\\s*");

    private VerifierMessage() {}

    /** The last line before the figures; empty if there is none. */
    public static String of(String log) {
        List<String> lines = log.lines().toList();
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (!TRAILER.matcher(lines.get(i)).matches()) {
                return lines.get(i);
            }
        }
        return "";
    }
}
