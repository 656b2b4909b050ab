// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioResult;
import java.util.Locale;

/** One scenario on one kernel: what was not as expected, when what ran, step by step, and what maps held at the end. */
final class ResultSection {
    private ResultSection() {}

    static void write(ScenarioResult result, String id, Html html) {
        String status = result.status().name().toLowerCase(Locale.ROOT);
        if (result.isFine()) {
            html.open("details", "id", id, "class", "result " + status);
        } else {
            html.open("details", "id", id, "class", "result " + status, "open", "");
        }
        html.open("summary")
                .element("span", HtmlReport.word(result.status()), "class", "mark " + status)
                .text(" ")
                .element("b", result.scenario().name())
                .text(" on " + result.kernel() + " ")
                .element("span", result.scenario().position().toString(), "class", "faint place")
                .close();
        if (!result.reason().isEmpty()) {
            html.element("pre", result.reason(), "class", "problem");
        }
        result.mismatches().forEach(mismatch -> mismatch(mismatch, html));
        result.randomSeed()
                .ifPresent(seed -> html.element(
                        "p", "Programs asked for random numbers; their seed was " + seed + ".", "class", "faint"));
        Timeline.write(result, id, html);
        if (!result.steps().isEmpty()) {
            html.open("ol", "class", "steps");
            result.steps().forEach(step -> StepSection.write(step, id, html));
            html.close();
        }
        result.maps().stream().filter(map -> !map.entries().isEmpty()).forEach(map -> map(map, html));
        html.close();
    }

    private static void mismatch(Mismatch mismatch, Html html) {
        html.open("dl", "class", "mismatch");
        html.element("dt", "where").element("dd", mismatch.position() + ": " + mismatch.subject());
        html.element("dt", "expected").element("dd", mismatch.expected(), "class", "code");
        html.element("dt", "but was").element("dd", mismatch.actual(), "class", "code bad");
        if (!mismatch.nearest().isEmpty()) {
            html.element("dt", "nearest").element("dd", mismatch.nearest(), "class", "code");
        }
        html.close();
    }

    private static void map(MapRecord map, Html html) {
        String title = map.map() + " (" + map.type() + ") at the end";
        html.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", title)
                .open("table", "class", "map");
        html.element("caption", title);
        html.open("thead")
                .open("tr")
                .element("th", "key", "scope", "col")
                .element("th", "value", "scope", "col")
                .close()
                .close()
                .open("tbody");
        for (MapRecord.Entry entry : map.entries()) {
            html.open("tr")
                    .element("td", entry.key().toString(), "class", "code")
                    .element("td", entry.value().toString(), "class", "code")
                    .close();
        }
        if (map.omitted() > 0) {
            html.open("tr")
                    .element("td", "and " + map.omitted() + " more", "colspan", "2")
                    .close();
        }
        html.close().close().close();
    }
}
