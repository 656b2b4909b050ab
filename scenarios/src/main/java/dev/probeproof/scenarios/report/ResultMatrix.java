// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.ScenarioResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A file's scenarios by kernels; each cell leads to its section, if it has one. */
final class ResultMatrix {
    private ResultMatrix() {}

    static void write(FileResults file, Map<ScenarioResult, String> places, Html html) {
        List<String> kernels =
                file.results().stream().map(ScenarioResult::kernel).distinct().toList();
        Map<String, Map<String, ScenarioResult>> rows = new LinkedHashMap<>();
        file.results()
                .forEach(result -> rows.computeIfAbsent(result.scenario().name(), name -> new LinkedHashMap<>())
                        .putIfAbsent(result.kernel(), result));
        html.element("h2", file.file());
        html.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", file.file())
                .open("table", "class", "matrix")
                .open("thead")
                .open("tr");
        html.element("th", "scenario", "scope", "col");
        kernels.forEach(kernel -> html.element("th", kernel, "scope", "col"));
        html.close().close().open("tbody");
        rows.forEach((name, results) -> {
            html.open("tr", "class", statuses(results)).element("th", name, "scope", "row");
            for (String kernel : kernels) {
                ScenarioResult result = results.get(kernel);
                html.open("td");
                if (result != null) {
                    cell(result, places.get(result), html);
                }
                html.close();
            }
            html.close();
        });
        html.close().close().close();
    }

    /** All that are in a row, for the filter. */
    private static String statuses(Map<String, ScenarioResult> results) {
        return String.join(
                " ",
                results.values().stream()
                        .map(result -> "has-" + result.status().name().toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList());
    }

    private static void cell(ScenarioResult result, @org.jspecify.annotations.Nullable String place, Html html) {
        String mark = "mark " + result.status().name().toLowerCase(Locale.ROOT);
        String word = HtmlReport.word(result.status());
        if (place == null) {
            html.element("span", word, "class", mark);
        } else {
            html.element("a", word, "href", "#" + place, "class", mark);
        }
    }
}
