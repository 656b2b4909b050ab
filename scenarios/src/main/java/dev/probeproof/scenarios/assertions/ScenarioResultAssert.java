// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.ScenarioResult;
import java.util.List;
import java.util.stream.Collectors;

/** Assertions about what came of a scenario. */
public final class ScenarioResultAssert extends SeenAssert<ScenarioResult> {
    ScenarioResultAssert(ScenarioResult result) {
        super(result, Witness.of(runs(result), events(result), result.maps()));
    }

    private static List<RunRecord> runs(ScenarioResult result) {
        return result.steps().stream().flatMap(step -> step.runs().stream()).toList();
    }

    private static List<EventRecord> events(ScenarioResult result) {
        return result.steps().stream().flatMap(step -> step.events().stream()).toList();
    }

    /** It was carried out, and everything is as its file expects. */
    public ScenarioResultAssert passed() {
        if (actual.status() != ScenarioResult.Status.PASSED) {
            throw failure(
                    "%s",
                    "scenario '" + actual.scenario().name() + "' on " + actual.kernel() + " "
                            + actual.status().name().toLowerCase(java.util.Locale.ROOT) + "\n"
                            + (actual.mismatches().isEmpty()
                                    ? actual.reason()
                                    : actual.mismatches().stream()
                                            .map(Mismatch::message)
                                            .collect(Collectors.joining("\n"))));
        }
        return this;
    }

    /** Something was not as its file expects, and one of the messages contains these words. */
    public ScenarioResultAssert failedWith(String words) {
        List<String> messages =
                actual.mismatches().stream().map(Mismatch::message).toList();
        if (messages.stream().noneMatch(message -> message.contains(words))) {
            throw failure(
                    "%s",
                    "scenario '" + actual.scenario().name() + "' on " + actual.kernel()
                            + "\n  expected: to fail with words '" + words + "'\n  but was:  "
                            + (messages.isEmpty()
                                    ? actual.status() + " " + actual.reason()
                                    : String.join("\n", messages)));
        }
        return this;
    }
}
