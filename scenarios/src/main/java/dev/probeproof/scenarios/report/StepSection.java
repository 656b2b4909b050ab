// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.HelperRecord;
import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.StepRecord;
import java.util.List;

/** One step: the programs that ran, what they fetched on which way, what they called, and what came of it. */
final class StepSection {
    /** Of a step that is repeated: those after them are counted. */
    static final int MOST_RUNS = 50;

    private StepSection() {}

    static String id(String result, StepRecord step) {
        return result + "-" + step.number();
    }

    static void write(StepRecord step, String result, Html html) {
        html.open("li", "id", id(result, step), "value", Integer.toString(step.number()));
        html.element("b", step.step().title())
                .element(
                        "span",
                        (step.task().isEmpty() ? "" : " in " + step.task()) + " on CPU " + step.cpu() + ", "
                                + Moments.duration(step.at()) + " after boot",
                        "class",
                        "faint");
        step.runs().stream().limit(MOST_RUNS).forEach(run -> run(run, html));
        more(step.runs().size(), "runs", html);
        if (!step.events().isEmpty()) {
            events(step, html);
        }
        if (!step.changes().isEmpty()) {
            changes(step, html);
        }
        html.close();
    }

    private static void more(int count, String what, Html html) {
        if (count > MOST_RUNS) {
            html.element("p", "and " + (count - MOST_RUNS) + " more " + what, "class", "faint");
        }
    }

    private static void run(RunRecord run, Html html) {
        html.open("div", "class", run.fault().isPresent() ? "run bad" : "run");
        html.element("code", run.program(), "class", "program").text(" at " + run.attachedTo() + " ");
        html.element(
                "span",
                run.fault()
                        .map(fault -> "fault " + fault)
                        .orElse("returned " + run.returned() + " after " + run.instructions() + " instructions"),
                "class",
                run.fault().isPresent() ? "bad" : "faint");
        run.fetched().forEach(fetch -> FetchPicture.draw(fetch, html));
        helpers(run, html);
        run.printed().forEach(line -> html.element("pre", line, "class", "printed"));
        run.notes().forEach(note -> html.element("p", "It followed " + note, "class", "note"));
        html.close();
    }

    private static void helpers(RunRecord run, Html html) {
        if (run.helpers().isEmpty()) {
            return;
        }
        long count = run.helpers().size() + run.helpersLost();
        html.open("details", "class", "helpers")
                .element("summary", count + (count == 1 ? " helper call" : " helper calls"));
        html.open("ol");
        for (HelperRecord helper : run.helpers()) {
            html.open("li")
                    .element("code", helper.call() + " = " + helper.result())
                    .element("span", helper.line() == 0 ? "" : " line " + helper.line(), "class", "faint")
                    .close();
        }
        html.close();
        if (run.helpersLost() > 0) {
            html.element("p", "and " + run.helpersLost() + " more", "class", "faint");
        }
        html.close();
    }

    private static void events(StepRecord step, Html html) {
        table("events", List.of("buffer", "type", "record"), html);
        step.events().stream().limit(MOST_RUNS).forEach(event -> event(event, html));
        html.close().close().close();
        more(step.events().size(), "records", html);
    }

    private static void event(EventRecord event, Html html) {
        html.open("tr")
                .element("th", event.map(), "scope", "row")
                .element("td", event.type(), "class", "faint")
                .element("td", event.value().toString(), "class", "code")
                .close();
    }

    private static void changes(StepRecord step, Html html) {
        table("changes", List.of("map", "key", "before", "after"), html);
        for (MapRecord.Change change : step.changes().stream().limit(MOST_RUNS).toList()) {
            html.open("tr")
                    .element("th", change.map(), "scope", "row")
                    .element("td", change.key().toString(), "class", "code")
                    .element("td", change.before().map(Object::toString).orElse("—"), "class", "code before")
                    .element("td", change.after().map(Object::toString).orElse("deleted"), "class", "code after")
                    .close();
        }
        html.close().close().close();
        more(step.changes().size(), "changes of maps", html);
    }

    private static void table(String kind, List<String> columns, Html html) {
        html.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", kind)
                .open("table", "class", kind)
                .open("thead")
                .open("tr");
        columns.forEach(column -> html.element("th", column, "scope", "col"));
        html.close().close().open("tbody");
    }
}
