// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.StepRecord;
import java.util.ArrayList;
import java.util.List;

/** When what happened on which CPU, by the clock of the scenario: a row for each moment, a column for each CPU. */
final class Timeline {
    private static final int MOST_ROWS = 200;

    private Timeline() {}

    /** What happened at one time on one CPU in one step. */
    private record Moment(long at, int cpu, StepRecord step, boolean first, boolean last, List<RunRecord> runs) {}

    static void write(ScenarioResult result, String id, Html html) {
        List<Moment> moments = new ArrayList<>();
        result.steps().forEach(step -> moments.addAll(moments(step)));
        if (moments.isEmpty()) {
            return;
        }
        List<Integer> cpus =
                moments.stream().map(Moment::cpu).distinct().sorted().toList();
        html.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", "timeline")
                .open("table", "class", "timeline");
        html.element("caption", "Timeline");
        html.open("thead").open("tr");
        html.element("th", "since boot", "scope", "col")
                .element("th", "", "class", "gap", "aria-label", "time between");
        cpus.forEach(cpu -> html.element("th", "CPU " + cpu, "scope", "col"));
        html.close().close().open("tbody");
        long before = moments.get(0).at();
        for (Moment moment : moments.subList(0, Math.min(MOST_ROWS, moments.size()))) {
            html.open("tr").element("th", Moments.duration(moment.at()), "scope", "row");
            html.element(
                    "td", moment.at() == before ? "" : "+" + Moments.duration(moment.at() - before), "class", "gap");
            before = moment.at();
            for (int cpu : cpus) {
                html.open("td", "class", cpu == moment.cpu() ? "lane busy" : "lane");
                if (cpu == moment.cpu()) {
                    cell(moment, id, html);
                }
                html.close();
            }
            html.close();
        }
        if (moments.size() > MOST_ROWS) {
            html.open("tr")
                    .element(
                            "td",
                            "and " + (moments.size() - MOST_ROWS) + " more",
                            "colspan",
                            Integer.toString(2 + cpus.size()))
                    .close();
        }
        html.close().close().close();
    }

    /** Runs of a step that share time and CPU; a step without runs is a moment, too. */
    private static List<Moment> moments(StepRecord step) {
        List<Moment> moments = new ArrayList<>();
        if (step.runs().isEmpty()) {
            moments.add(new Moment(step.at(), step.cpu(), step, true, true, List.of()));
            return moments;
        }
        int from = 0;
        for (int i = 1; i <= step.runs().size(); i++) {
            RunRecord first = step.runs().get(from);
            if (i == step.runs().size()
                    || step.runs().get(i).at() != first.at()
                    || step.runs().get(i).cpu() != first.cpu()) {
                moments.add(new Moment(
                        first.at(),
                        first.cpu(),
                        step,
                        from == 0,
                        i == step.runs().size(),
                        step.runs().subList(from, i)));
                from = i;
            }
        }
        return moments;
    }

    private static void cell(Moment moment, String id, Html html) {
        StepRecord step = moment.step();
        html.element(
                "a",
                step.number() + (moment.first() ? ". " + step.step().title() : " …"),
                "href",
                "#" + StepSection.id(id, step));
        if (moment.first() && !step.task().isEmpty()) {
            html.element("span", " in " + step.task(), "class", "faint");
        }
        for (RunRecord run : moment.runs()) {
            html.open("div", "class", run.fault().isPresent() ? "ran failed" : "ran");
            html.element("code", run.program());
            html.element("span", run.fault().isPresent() ? " fault" : " → " + run.returned(), "class", "outcome");
            html.close();
        }
        if (moment.last()) {
            step.events().stream()
                    .limit(StepSection.MOST_RUNS)
                    .forEach(event -> html.open("div", "class", "emitted")
                            .text("▸ ")
                            .element("code", event.map())
                            .close());
        }
    }
}
