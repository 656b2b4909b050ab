// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.scenarios.verify.ProgramVerdict;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** Verdicts for programs. */
final class VerifyJson {
    private VerifyJson() {}

    /** @param logs whether the logs are wanted, too */
    static void print(List<ProgramVerdict> verdicts, boolean logs, Terminal terminal, boolean pretty) {
        JsonOutput.printObject(terminal, pretty, json -> {
            json.writeBooleanProperty(
                    "as_wanted",
                    !verdicts.isEmpty()
                            && verdicts.stream()
                                    .allMatch(
                                            verdict -> verdict.disappointment().isEmpty()));
            json.writeArrayPropertyStart("results");
            verdicts.forEach(verdict -> verdict(json, verdict, logs));
            json.writeEndArray();
        });
    }

    private static void verdict(JsonGenerator json, ProgramVerdict verdict, boolean logs) {
        json.writeStartObject();
        json.writeStringProperty("object", verdict.object());
        json.writeStringProperty("program", verdict.program());
        json.writeStringProperty("section", verdict.section());
        if (verdict.instance() < 0) {
            json.writeNullProperty("instance");
        } else {
            json.writeNumberProperty("instance", verdict.instance());
        }
        json.writeStringProperty("kernel", verdict.kernel());
        json.writeStringProperty("verdict", verdict.verdict().name().toLowerCase(Locale.ROOT));
        ExplanationJson.text(json, "problem", verdict.disappointment().orElse(""));
        ExplanationJson.text(json, "reason", verdict.reason());
        ExplanationJson.text(json, "errno", verdict.errno() == 0 ? "" : Errno.describe(verdict.errno()));
        ExplanationJson.text(
                json,
                "expected",
                verdict.expectation()
                        .map(wanted -> wanted.fails() ? "failure" : "success")
                        .orElse(""));
        json.writeNumberProperty("duration_us", verdict.microseconds());
        ExplanationJson.statistics(json, verdict.statistics());
        if (verdict.explanation().isPresent()) {
            json.writeObjectPropertyStart("explanation");
            ExplanationJson.fields(json, verdict.explanation().get());
            json.writeEndObject();
        } else {
            json.writeNullProperty("explanation");
        }
        if (logs) {
            json.writeStringProperty("log", verdict.log());
        }
        json.writeEndObject();
    }
}
