// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.ScenarioResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One page for people, complete in itself: no script, nothing loaded. Scenarios by kernels first; below it each result with a
 * timeline and its steps, then the lines of source that were reached. What is fine is folded in.
 */
final class HtmlReport implements ReportWriter {
    /** With more results than these of a kind, the others are in the table alone: the page must open. */
    private static final int MOST_IN_DETAIL = 300;

    private static final String STYLE = "/dev/probeproof/scenarios/report/report.css";

    @Override
    public String write(List<FileResults> files) {
        Map<ScenarioResult, String> places = places(files);
        Html html = new Html();
        html.open("html", "lang", "en").open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.element("title", title(files)).style(style());
        html.close().open("body");
        html.element("a", "To the results", "href", "#results", "class", "skip");
        html.open("main");
        head(files, html);
        html.open("section", "id", "matrix", "aria-label", "scenarios by kernels");
        files.forEach(file -> ResultMatrix.write(file, places, html));
        html.close();
        html.open("section", "id", "results");
        html.element("h2", "Results");
        long left = files.stream().mapToLong(file -> file.results().size()).sum() - places.size();
        // What is wrong comes first: that is what people open the page for.
        in(files, places, false).forEach(result -> ResultSection.write(result, places.get(result), html));
        in(files, places, true).forEach(result -> ResultSection.write(result, places.get(result), html));
        if (left > 0) {
            html.element("p", left + " more are in the table alone.", "class", "faint");
        }
        html.close();
        CoverageSection.write(files, html);
        return html.close().close().close().document();
    }

    private static List<ScenarioResult> in(List<FileResults> files, Map<ScenarioResult, String> places, boolean fine) {
        return files.stream()
                .flatMap(file -> file.results().stream())
                .filter(result -> result.isFine() == fine && places.containsKey(result))
                .toList();
    }

    /** Those with a section of their own, and its id. */
    private static Map<ScenarioResult, String> places(List<FileResults> files) {
        long results = files.stream().mapToLong(file -> file.results().size()).sum();
        Map<ScenarioResult, String> places = new IdentityHashMap<>();
        int number = 0;
        for (FileResults file : files) {
            for (ScenarioResult result : file.results()) {
                number++;
                boolean wanted = result.isFine() ? results <= MOST_IN_DETAIL : places.size() < MOST_IN_DETAIL;
                if (wanted) {
                    places.put(result, "r" + number);
                }
            }
        }
        return places;
    }

    private static void head(List<FileResults> files, Html html) {
        html.open("header").element("h1", "Scenarios");
        // Choosing works by the style sheet alone: each of these has a rule there.
        html.open("fieldset", "class", "filter").element("legend", "Show");
        long all = files.stream().mapToLong(file -> file.results().size()).sum();
        choice("all", "all", all, true, html);
        for (ScenarioResult.Status status : ScenarioResult.Status.values()) {
            choice(status.name().toLowerCase(Locale.ROOT), word(status), count(files, status), false, html);
        }
        html.close().close();
    }

    private static void choice(String id, String word, long count, boolean chosen, Html html) {
        html.open("label", "class", "mark " + id);
        if (chosen) {
            html.empty("input", "type", "radio", "name", "show", "id", "show-" + id, "checked", "");
        } else {
            html.empty("input", "type", "radio", "name", "show", "id", "show-" + id);
        }
        html.text(count + " " + word).close();
    }

    private static long count(List<FileResults> files, ScenarioResult.Status status) {
        return files.stream().mapToLong(file -> file.count(status)).sum();
    }

    private static String title(List<FileResults> files) {
        StringBuilder text = new StringBuilder();
        for (ScenarioResult.Status status : ScenarioResult.Status.values()) {
            text.append(text.length() == 0 ? "" : ", ")
                    .append(count(files, status))
                    .append(' ')
                    .append(word(status));
        }
        return text.toString();
    }

    static String word(ScenarioResult.Status status) {
        return status == ScenarioResult.Status.ERRORED
                ? "in error"
                : status.name().toLowerCase(Locale.ROOT);
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(STYLE), STYLE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("our own style sheet", e);
        }
    }
}
