// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioResult;
import java.util.ArrayList;
import java.util.List;

/** A table of scenarios by kernels for each file, and below it what failed. */
final class MarkdownReport implements ReportWriter {
    private static final int MOST_DETAILS = 50;

    @Override
    public String write(List<FileResults> files) {
        StringBuilder text = new StringBuilder();
        for (FileResults file : files) {
            table(file, text);
        }
        List<ScenarioResult> wrong = files.stream()
                .flatMap(file -> file.results().stream())
                .filter(result -> !result.isFine())
                .toList();
        for (ScenarioResult result : wrong.subList(0, Math.min(MOST_DETAILS, wrong.size()))) {
            text.append("\n**")
                    .append(cell(result.scenario().name()))
                    .append("** on ")
                    .append(result.kernel());
            text.append("\n\n```\n");
            if (result.mismatches().isEmpty()) {
                text.append(fenced(result.reason())).append('\n');
            }
            for (Mismatch mismatch : result.mismatches()) {
                text.append(fenced(mismatch.message())).append('\n');
            }
            text.append("```\n");
        }
        if (wrong.size() > MOST_DETAILS) {
            text.append("\nand ").append(wrong.size() - MOST_DETAILS).append(" more\n");
        }
        return text.toString();
    }

    private static void table(FileResults file, StringBuilder text) {
        List<String> kernels =
                file.results().stream().map(ScenarioResult::kernel).distinct().toList();
        text.append("### ").append(cell(file.file())).append("\n\n| scenario |");
        kernels.forEach(kernel -> text.append(' ').append(cell(kernel)).append(" |"));
        text.append("\n|---|").append(":-:|".repeat(kernels.size())).append('\n');
        List<String> names = new ArrayList<>();
        file.results().stream()
                .map(result -> result.scenario().name())
                .distinct()
                .forEach(names::add);
        for (String name : names) {
            text.append("| ").append(cell(name)).append(" |");
            for (String kernel : kernels) {
                String mark = file.results().stream()
                        .filter(result -> result.scenario().name().equals(name)
                                && result.kernel().equals(kernel))
                        .findFirst()
                        .map(result -> switch (result.status()) {
                            case PASSED -> "passed";
                            case FAILED -> "**failed**";
                            case ERRORED -> "**error**";
                            case SKIPPED -> "skipped";
                        })
                        .orElse("");
                text.append(' ').append(mark).append(" |");
            }
            text.append('\n');
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private static String fenced(String text) {
        return text.replace("```", "'''");
    }
}
