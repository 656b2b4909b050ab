// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the samples say of themselves: the values at each step, printed by the same sources compiled for that. */
final class SampleTruth {
    static final long SEED = 42;

    /**
     * A value at a step.
     *
     * @param step how many steps the program has made
     * @param place file and line of the statement that is next
     * @param function that the source has around it
     * @param expression in C
     * @param sizeBytes of the value; 0 for a bit-field
     */
    record Value(long step, String place, String function, String expression, int sizeBytes, long value) {}

    private final Map<Long, Map<String, Value>> bySteps = new LinkedHashMap<>();
    private final Map<Long, String> places = new LinkedHashMap<>();

    private SampleTruth() {}

    static SampleTruth read() {
        SampleTruth truth = new SampleTruth();
        for (String line : SampleBuild.text("truth.txt")) {
            String[] parts = line.split(" ");
            long step = Long.parseLong(parts[0]);
            // Bit-fields are named one line below the step, on the line of the statement itself.
            Value value =
                    new Value(step, parts[1], parts[2], parts[3], Integer.parseInt(parts[4]), Long.parseLong(parts[5]));
            truth.bySteps.computeIfAbsent(step, at -> new LinkedHashMap<>()).put(value.expression(), value);
            truth.places.put(step, value.place());
        }
        return truth;
    }

    /** File and line of the statement that follows a step; the last one where bit-fields are named as well. */
    Optional<String> place(long step) {
        return Optional.ofNullable(places.get(step));
    }

    List<Value> values(long step) {
        return new ArrayList<>(bySteps.getOrDefault(step, Map.of()).values());
    }

    Optional<Value> value(long step, String expression) {
        return Optional.ofNullable(bySteps.getOrDefault(step, Map.of()).get(expression));
    }

    long steps() {
        return bySteps.size();
    }

    int count() {
        return bySteps.values().stream().mapToInt(Map::size).sum();
    }
}
