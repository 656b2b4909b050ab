// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms of reports: to add one, its class and its line here. */
public enum ReportForm {
    /** One page for people. */
    HTML(new HtmlReport()),
    /** What CI servers read as test results. */
    JUNIT(new JunitXmlReport()),
    /** For the summary of a job. */
    MARKDOWN(new MarkdownReport()),
    /** Commands that make GitHub show failures beside the lines of a change. */
    GITHUB(new GithubAnnotations());

    private final ReportWriter writer;

    ReportForm(ReportWriter writer) {
        this.writer = writer;
    }

    /** The whole report as text. */
    public String write(List<FileResults> files) {
        return writer.write(files);
    }

    /** As the command line names it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ReportForm> of(String word) {
        for (ReportForm form : values()) {
            if (form.word().equals(word)) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }
}
