// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

/** The main part of a {@link PerfSection}: what the program is attached to. */
public sealed interface PerfMain {
    /**
     * {@code SYSTEM:EVENT}, of which both may be globs.
     *
     * @param attached false if written with {@code !}: loaded, and left to whoever calls it
     */
    record Tracepoint(String system, String event, boolean attached) implements PerfMain {}

    /** A probe of its own. */
    record Probe(PerfProbe probe) implements PerfMain {}
}
