// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.StepRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One page for people, complete in itself: no script, nothing loaded. Scenarios by kernels first; below it each result with its
 * steps, what was fetched on which way, records and maps. What is fine is folded in.
 */
final class HtmlReport implements ReportWriter {
    /** With more results than these, those that are fine are in the table alone: the page must open. */
    private static final int MOST_IN_DETAIL = 300;

    private static final String STYLE = "/dev/probeproof/scenarios/report/report.css";

    @Override
    public String write(List<FileResults> files) {
        Html html = new Html();
        html.open("html", "lang", "en").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.element("title", title(files)).style(style());
        html.close().open("body").open("main");
        html.element("h1", "Scenarios");
        html.element("p", title(files), "class", "summary");
        long results = files.stream().mapToLong(file -> file.results().size()).sum();
        for (FileResults file : files) {
            matrix(file, html);
        }
        List<ScenarioResult> all =
                files.stream().flatMap(file -> file.results().stream()).toList();
        // What is wrong comes first: that is what people open the page for.
        all.stream().filter(result -> !result.isFine()).forEach(result -> result(result, html));
        if (results <= MOST_IN_DETAIL) {
            all.stream().filter(ScenarioResult::isFine).forEach(result -> result(result, html));
        }
        return html.close().close().close().document();
    }

    private static String title(List<FileResults> files) {
        StringBuilder text = new StringBuilder();
        for (ScenarioResult.Status status : ScenarioResult.Status.values()) {
            long count = files.stream().mapToLong(file -> file.count(status)).sum();
            text.append(text.length() == 0 ? "" : ", ")
                    .append(count)
                    .append(' ')
                    .append(word(status));
        }
        return text.toString();
    }

    private static String word(ScenarioResult.Status status) {
        return status == ScenarioResult.Status.ERRORED
                ? "in error"
                : status.name().toLowerCase(Locale.ROOT);
    }

    private static String id(ScenarioResult result) {
        return (result.scenario().position().file() + "-" + result.scenario().name() + "-" + result.kernel())
                .replaceAll("[^A-Za-z0-9.]+", "-");
    }

    private static void matrix(FileResults file, Html html) {
        List<String> kernels =
                file.results().stream().map(ScenarioResult::kernel).distinct().toList();
        html.element("h2", file.file());
        html.open("div", "class", "wide")
                .open("table", "class", "matrix")
                .open("thead")
                .open("tr");
        html.element("th", "scenario", "scope", "col");
        kernels.forEach(kernel -> html.element("th", kernel, "scope", "col"));
        html.close().close().open("tbody");
        file.results().stream()
                .map(result -> result.scenario().name())
                .distinct()
                .forEach(name -> {
                    html.open("tr").element("th", name, "scope", "row");
                    for (String kernel : kernels) {
                        html.open("td");
                        file.results().stream()
                                .filter(result -> result.scenario().name().equals(name)
                                        && result.kernel().equals(kernel))
                                .forEach(result -> html.element(
                                        "a",
                                        word(result.status()),
                                        "href",
                                        "#" + id(result),
                                        "class",
                                        "mark " + result.status().name().toLowerCase(Locale.ROOT)));
                        html.close();
                    }
                    html.close();
                });
        html.close().close().close();
    }

    private static void result(ScenarioResult result, Html html) {
        String status = result.status().name().toLowerCase(Locale.ROOT);
        if (result.isFine()) {
            html.open("details", "id", id(result), "class", "result " + status);
        } else {
            html.open("details", "id", id(result), "class", "result " + status, "open", "");
        }
        html.open("summary")
                .element("span", word(result.status()), "class", "mark " + status)
                .text(" ")
                .element("b", result.scenario().name())
                .text(" on " + result.kernel() + " ")
                .element("span", result.scenario().position().toString(), "class", "faint")
                .close();
        if (!result.reason().isEmpty()) {
            html.element("pre", result.reason(), "class", "problem");
        }
        result.mismatches().forEach(mismatch -> mismatch(mismatch, html));
        html.open("ol", "class", "steps");
        result.steps().forEach(step -> step(step, html));
        html.close();
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

    private static void step(StepRecord step, Html html) {
        html.open("li", "value", Integer.toString(step.number()));
        html.element("b", step.step().title())
                .element(
                        "span",
                        (step.task().isEmpty() ? "" : " in " + step.task()) + " on CPU " + step.cpu() + ", "
                                + seconds(step.at()) + " after boot",
                        "class",
                        "faint");
        for (RunRecord run : step.runs()) {
            run(run, html);
        }
        if (!step.events().isEmpty()) {
            html.open("div", "class", "wide").open("table");
            for (EventRecord event : step.events()) {
                html.open("tr")
                        .element("th", event.map(), "scope", "row")
                        .element("td", event.type(), "class", "faint")
                        .element("td", event.value().toString(), "class", "code")
                        .close();
            }
            html.close().close();
        }
        html.close();
    }

    private static void run(RunRecord run, Html html) {
        html.open("div", "class", run.fault().isPresent() ? "run bad" : "run");
        html.element("code", run.program()).text(" at " + run.attachedTo() + " ");
        html.element(
                "span",
                run.fault()
                        .map(fault -> "fault " + fault)
                        .orElse("returned " + run.returned() + " after " + run.instructions() + " instructions"),
                "class",
                run.fault().isPresent() ? "bad" : "faint");
        run.fetched().forEach(fetch -> FetchPicture.draw(fetch, html));
        run.printed().forEach(line -> html.element("pre", line));
        html.close();
    }

    private static void map(MapRecord map, Html html) {
        html.open("div", "class", "wide").open("table", "class", "map");
        html.element("caption", map.map() + " (" + map.type() + ") at the end");
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

    private static String seconds(long nanoseconds) {
        return String.format(Locale.ROOT, "%d.%09d s", nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(STYLE), STYLE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("our own style sheet", e);
        }
    }
}
