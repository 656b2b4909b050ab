// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

/**
 * Something that was not as expected.
 *
 * @param position of the expectation in the scenario file
 * @param subject what it is about: {@code entry 42 of map 'opens'}
 * @param expected as the scenario has it
 * @param actual what there was instead
 * @param nearest what came closest, and in what it differs; empty if there is no such thing
 */
public record Mismatch(SourcePosition position, String subject, String expected, String actual, String nearest) {
    /** In the words of a test's failure, several lines. */
    public String message() {
        return position + ": " + subject + "\n  expected: " + expected + "\n  but was:  " + actual
                + (nearest.isEmpty() ? "" : "\n  nearest:  " + nearest.replace("\n", "\n            "));
    }
}
