// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.check.CheckReport;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** A check for programs: one object with a result for each instance and kernel. */
final class CheckJson {
    private CheckJson() {}

    static void print(CheckReport report, Terminal terminal, boolean pretty) {
        JsonOutput.printObject(terminal, pretty, json -> {
            json.writeBooleanProperty("proved", report.allProved() && !report.isEmpty());
            json.writeArrayPropertyStart("results");
            report.rows().forEach(row -> row(json, row));
            json.writeEndArray();
            json.writeArrayPropertyStart("machine_code");
            report.trials().forEach(trial -> trial(json, trial));
            json.writeEndArray();
            json.writeArrayPropertyStart("not_checked");
            report.problems().forEach(problem -> problem(json, problem));
            json.writeEndArray();
        });
    }

    private static void row(JsonGenerator json, CheckReport.Row row) {
        json.writeStartObject();
        json.writeStringProperty("object", row.object());
        json.writeStringProperty("kernel", row.kernel());
        json.writeStringProperty("program", row.program());
        json.writeNumberProperty("instance", row.instance());
        strings(json, "serves", row.points());
        json.writeStringProperty("result", row.isDisproved() ? "disproved" : row.isProved() ? "proved" : "unstated");
        json.writeNumberProperty("arguments", row.arguments());
        json.writeNumberProperty("fetched", row.fetches());
        json.writeNumberProperty("faults", row.faults());
        json.writeNumberProperty("prologue_insns", row.prologueInstructions());
        json.writeNumberProperty("executed_insns", row.instructions());
        strings(json, "without_meaning", row.unproved());
        strings(json, "assumed_space", row.assumed());
        json.writeArrayPropertyStart("not_judged");
        for (CheckReport.NotJudged argument : row.notJudged()) {
            json.writeStartObject();
            json.writeStringProperty("argument", argument.argument());
            json.writeStringProperty("reason", argument.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("given_places");
        for (CheckReport.Given argument : row.given()) {
            json.writeStartObject();
            json.writeStringProperty("argument", argument.argument());
            json.writeStringProperty("place", argument.place());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("findings");
        row.findings().forEach(finding -> finding(json, finding));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void trial(JsonGenerator json, CheckReport.Trial trial) {
        json.writeStartObject();
        json.writeStringProperty("object", trial.object());
        json.writeStringProperty("kernel", trial.kernel());
        json.writeStringProperty("program", trial.program());
        json.writeNumberProperty("instance", trial.instance());
        json.writeStringProperty("point", trial.point());
        json.writeStringProperty("argument", trial.argument());
        json.writeStringProperty("verdict", trial.verdict().name().toLowerCase(Locale.ROOT));
        json.writeNumberProperty("runs", trial.runs());
        json.writeStringProperty("words", trial.words());
        json.writeEndObject();
    }

    private static void finding(JsonGenerator json, CheckReport.Finding finding) {
        json.writeStartObject();
        json.writeStringProperty("point", finding.point());
        json.writeStringProperty("argument", finding.argument());
        json.writeNumberProperty("hop", finding.hop());
        json.writeStringProperty("situation", finding.situation());
        json.writeStringProperty("difference", finding.difference());
        strings(json, "evidence", finding.evidence());
        json.writeStringProperty("cause", finding.cause());
        json.writeEndObject();
    }

    private static void problem(JsonGenerator json, CheckReport.Problem problem) {
        json.writeStartObject();
        json.writeStringProperty("object", problem.object());
        json.writeStringProperty("kernel", problem.kernel());
        json.writeStringProperty("program", problem.program());
        json.writeStringProperty("point", problem.point());
        json.writeStringProperty("reason", problem.reason());
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
