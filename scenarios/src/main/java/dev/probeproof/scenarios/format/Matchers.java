// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import java.util.List;

/** Mappings of one key that do not mean a struct: matchers of expectations, and ways to write values. */
public final class Matchers {
    /** What an expectation may say in place of a value. */
    public static final List<String> NAMES =
            List.of("between", "at-least", "at-most", "not", "matches", "contains", "one-of", "bits");

    /** How a value may be written. */
    public static final List<String> VALUES = List.of("hex", "user", "text", "ip", "ip6", "port");

    private Matchers() {}
}
