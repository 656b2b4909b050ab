// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/** Workflow commands of GitHub Actions, one for each place that differs; GitHub shows ten of a step, so there are no more. */
final class GithubAnnotations implements ReportWriter {
    private static final int MOST = 10;

    @Override
    public String write(List<FileResults> files) {
        List<String> lines = new ArrayList<>();
        for (FileResults file : files) {
            for (ScenarioResult result : file.results()) {
                String title = result.scenario().name() + " on " + result.kernel();
                if (result.status() == ScenarioResult.Status.ERRORED) {
                    lines.add(line(result.scenario().position(), title, result.reason()));
                }
                for (Mismatch mismatch : result.mismatches()) {
                    String message =
                            mismatch.subject() + ": expected " + mismatch.expected() + " but was " + mismatch.actual();
                    lines.add(line(mismatch.position(), title, message));
                }
            }
        }
        List<String> shown = lines.size() <= MOST ? lines : new ArrayList<>(lines.subList(0, MOST - 1));
        if (lines.size() > MOST) {
            shown.add("::error title=probeproof::and " + (lines.size() - MOST + 1) + " more");
        }
        return shown.isEmpty() ? "" : String.join("\n", shown) + "\n";
    }

    private static String line(SourcePosition at, String title, String message) {
        return "::error file=" + property(at.file()) + ",line=" + at.line() + ",col=" + at.column() + ",title="
                + property(title) + "::" + data(message);
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
