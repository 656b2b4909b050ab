// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.emulator.verifier.explain.Explanation;
import dev.probeproof.emulator.verifier.explain.LogStatistics;
import dev.probeproof.emulator.verifier.explain.SourcePlace;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/** A refusal for programs; what is not known is null. */
final class ExplanationJson {
    private ExplanationJson() {}

    /** The fields of an explanation, into an object that is open. */
    static void fields(JsonGenerator json, Explanation explanation) {
        json.writeArrayPropertyStart("messages");
        explanation.messages().forEach(json::writeString);
        json.writeEndArray();
        number(json, "insn", explanation.slot() < 0 ? OptionalLong.empty() : OptionalLong.of(explanation.slot()));
        text(json, "instruction", explanation.instruction());
        place(json, explanation.place());
        json.writeArrayPropertyStart("path");
        for (Explanation.Step step : explanation.path()) {
            json.writeStartObject();
            json.writeNumberProperty("insn", step.slot());
            json.writeStringProperty("text", step.text());
            place(json, step.place());
            json.writeEndObject();
        }
        json.writeEndArray();
        text(json, "hint", explanation.hint().orElse(""));
    }

    /** The figures at the end of a log. */
    static void statistics(JsonGenerator json, Optional<LogStatistics> statistics) {
        number(
                json,
                "total_insns",
                statistics
                        .map(LogStatistics::instructions)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()));
        number(json, "total_states", statistics.map(LogStatistics::totalStates).orElse(OptionalLong.empty()));
        number(json, "peak_states", statistics.map(LogStatistics::peakStates).orElse(OptionalLong.empty()));
    }

    private static void place(JsonGenerator json, Optional<SourcePlace> place) {
        text(json, "function", place.map(SourcePlace::function).orElse(""));
        text(json, "file", place.map(SourcePlace::file).orElse(""));
        int line = place.map(SourcePlace::line).orElse(0);
        number(json, "line", line == 0 ? OptionalLong.empty() : OptionalLong.of(line));
        text(json, "source", place.map(SourcePlace::text).orElse(""));
    }

    static void text(JsonGenerator json, String name, String value) {
        if (value.isEmpty()) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }

    private static void number(JsonGenerator json, String name, OptionalLong value) {
        if (value.isEmpty()) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, value.getAsLong());
        }
    }
}
