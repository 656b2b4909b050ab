// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured of one program.
 *
 * @param returnValue the low half of r0 after the first run, unsigned, as a test run gives it
 * @param executedInstructions of the first run
 * @param engines those that could run it; empty if none could or they disagreed
 * @param notes why an engine is missing though nothing is wrong
 * @param problems what is wrong: it was refused, faulted, or engines gave different results
 */
public record ProgramFigures(
        String name,
        long returnValue,
        long executedInstructions,
        Map<EngineKind, Figures> engines,
        List<String> notes,
        List<String> problems) {
    public ProgramFigures {
        Map<EngineKind, Figures> sorted = new EnumMap<>(EngineKind.class);
        sorted.putAll(engines);
        engines = Collections.unmodifiableMap(sorted);
        notes = List.copyOf(notes);
        problems = List.copyOf(problems);
    }
}
