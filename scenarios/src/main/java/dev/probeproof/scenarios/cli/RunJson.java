// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.FetchRecord;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.StepRecord;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** Results of scenarios with everything that happened. */
final class RunJson {
    private RunJson() {}

    static void print(List<ScenarioResult> results, Terminal terminal, boolean pretty) {
        JsonOutput.printObject(terminal, pretty, json -> {
            for (ScenarioResult.Status status : ScenarioResult.Status.values()) {
                json.writeNumberProperty(
                        status.name().toLowerCase(Locale.ROOT),
                        results.stream()
                                .filter(result -> result.status() == status)
                                .count());
            }
            json.writeArrayPropertyStart("results");
            results.forEach(result -> result(result, json));
            json.writeEndArray();
        });
    }

    private static void result(ScenarioResult result, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("scenario", result.scenario().name());
        json.writeStringProperty("file", result.scenario().position().file());
        json.writeNumberProperty("line", result.scenario().position().line());
        json.writeStringProperty("kernel", result.kernel());
        json.writeStringProperty("status", result.status().name().toLowerCase(Locale.ROOT));
        ExplanationJson.text(json, "reason", result.reason());
        json.writeNumberProperty("instructions", result.instructions());
        if (result.randomSeed().isPresent()) {
            json.writeNumberProperty("seed", result.randomSeed().getAsLong());
        } else {
            json.writeNullProperty("seed");
        }
        json.writeArrayPropertyStart("mismatches");
        for (Mismatch mismatch : result.mismatches()) {
            json.writeStartObject();
            json.writeNumberProperty("line", mismatch.position().line());
            json.writeNumberProperty("column", mismatch.position().column());
            json.writeStringProperty("subject", mismatch.subject());
            json.writeStringProperty("expected", mismatch.expected());
            json.writeStringProperty("actual", mismatch.actual());
            ExplanationJson.text(json, "nearest", mismatch.nearest());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("steps");
        result.steps().forEach(step -> step(step, json));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void step(StepRecord step, JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("number", step.number());
        json.writeStringProperty("title", step.step().title());
        json.writeNumberProperty("at_ns", step.at());
        json.writeNumberProperty("cpu", step.cpu());
        json.writeStringProperty("task", step.task());
        json.writeArrayPropertyStart("runs");
        step.runs().forEach(run -> run(run, json));
        json.writeEndArray();
        json.writeArrayPropertyStart("events");
        for (EventRecord event : step.events()) {
            json.writeStartObject();
            json.writeStringProperty("map", event.map());
            ExplanationJson.text(json, "type", event.type());
            json.writeStringProperty("value", event.value().toString());
            json.writeStringProperty(
                    "bytes", HexFormat.of().formatHex(event.bytes().toArray()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void run(RunRecord run, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("program", run.program());
        json.writeStringProperty("attached_to", run.attachedTo());
        json.writeNumberProperty("returned", run.returned());
        json.writeNumberProperty("instructions", run.instructions());
        ExplanationJson.text(json, "fault", run.fault().orElse(""));
        json.writeArrayPropertyStart("fetched");
        for (FetchRecord fetch : run.fetched()) {
            json.writeStartObject();
            json.writeStringProperty("name", fetch.name());
            json.writeStringProperty("expression", fetch.expression());
            json.writeBooleanProperty("failed", fetch.failed());
            json.writeStringProperty("value", fetch.value().toString());
            json.writeArrayPropertyStart("hops");
            for (FetchRecord.Hop hop : fetch.hops()) {
                json.writeStartObject();
                json.writeNumberProperty("offset", hop.offset());
                json.writeStringProperty("address", "0x" + Long.toHexString(hop.address()));
                json.writeNumberProperty("size", hop.sizeBytes());
                json.writeBooleanProperty("user", hop.user());
                json.writeBooleanProperty("failed", hop.failed());
                json.writeStringProperty("what", hop.what());
                json.writeStringProperty("bytes", hop.bytes());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("printed");
        run.printed().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }
}
