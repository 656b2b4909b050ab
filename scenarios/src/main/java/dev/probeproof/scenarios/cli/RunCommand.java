// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.input.UnreadableFileException;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.report.FileResults;
import dev.probeproof.scenarios.report.ReportForm;
import dev.probeproof.scenarios.run.Campaign;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: scenarios. */
@CommandLine.Command(
        name = "run",
        description = {
            "Runs scenarios: programs with what a kernel looks like, what happens there, and what is",
            "expected of it. docs/scenario-format.md says how to write them. A folder means all .yaml",
            "files below it.",
            "",
            "Without --kernel: the kernels that the scenarios name, or all shipped ones. Exit code 1 if",
            "anything is not as expected, 3 if nothing ran."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof run examples/scenarios",
            "  probeproof run opens.yaml --kernel 6.12-amd64 --report junit=results.xml",
            "  probeproof run scenarios --filter files --shard 1/4"
        })
final class RunCommand implements Command {
    private static final Pattern SHARD = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

    private final OutputOptions output;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Scenario files, or folders of them.")
    private List<String> paths = List.of();

    @Option(
            names = {"-k", "--kernel"},
            paramLabel = "K",
            description =
                    "On that kernel instead of those that the scenarios name: a shipped one, a glob over them, or a"
                            + " file; repeatable.")
    private List<String> kernels = List.of();

    @Option(
            names = "--filter",
            paramLabel = "WORD",
            description = "Only scenarios that have this tag, or whose name contains it; repeatable: any of them.")
    private List<String> filters = List.of();

    @Option(names = "--fail-fast", description = "Stop after the first scenario that is not as expected.")
    private boolean failFast;

    @Option(names = "--list", description = "Say what would run, and run nothing.")
    private boolean list;

    @Option(names = "--shard", paramLabel = "K/N", description = "Only the k-th of n parts, counted from 1.")
    private String shard = "";

    @Option(
            names = "--report",
            paramLabel = "FORM=FILE",
            description = "Also write a report: html, junit, markdown or github; repeatable. - is standard output.")
    private List<String> reports = List.of();

    @Option(
            names = {"-v", "--verbose"},
            description = "Tell of every run of every program, also where all is as expected.")
    private boolean verbose;

    RunCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) throws IOException {
        Map<ReportForm, String> wantedReports = reports();
        List<ScenarioFile> files = new ArrayList<>();
        for (String path : paths) {
            for (Path file : files(InputFile.path(path))) {
                files.add(ScenarioReader.read(file));
            }
        }
        List<Campaign.Job> jobs = sharded(Campaign.jobs(files, kernels, this::isWanted));
        if (list) {
            jobs.forEach(job -> terminal.out()
                    .print(job.scenario().position() + ": " + job.scenario().name() + " [" + job.kernel() + "]\n"));
            return jobs.isEmpty() ? ExitCode.NOTHING_RAN : ExitCode.OK;
        }
        List<ScenarioResult> results;
        try (Progress progress = Progress.on(terminal)) {
            int[] done = new int[1];
            results = new Campaign().run(jobs, result -> {
                progress.at(result.kernel(), done[0]++, jobs.size());
                return result.isFine() || !failFast;
            });
        }
        List<FileResults> byFile = byFile(jobs, results);
        if (output.json()) {
            RunJson.print(results, terminal, output.pretty());
        } else {
            RunText.print(results, verbose, terminal);
        }
        for (Map.Entry<ReportForm, String> report : wantedReports.entrySet()) {
            write(report.getValue(), report.getKey().write(byFile), terminal);
        }
        boolean ran = results.stream().anyMatch(result -> result.status() != ScenarioResult.Status.SKIPPED);
        if (!ran) {
            terminal.err().print("nothing ran: no scenario was chosen, or all were skipped\n");
            return ExitCode.NOTHING_RAN;
        }
        return results.stream().allMatch(ScenarioResult::isFine) ? ExitCode.OK : ExitCode.FAILED;
    }

    private boolean isWanted(Scenario scenario) {
        return filters.isEmpty()
                || filters.stream()
                        .anyMatch(word -> scenario.tags().contains(word)
                                || scenario.name().toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)));
    }

    /** Every n-th, so that parts are alike in size and kind. */
    private List<Campaign.Job> sharded(List<Campaign.Job> jobs) {
        if (shard.isEmpty()) {
            return jobs;
        }
        Matcher parts = SHARD.matcher(shard);
        int k = parts.matches() ? Integer.parseInt(parts.group(1)) : 0;
        int n = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
        if (k < 1 || k > n) {
            throw new UsageException("--shard is K/N with K from 1 to N, not '" + shard + "'");
        }
        List<Campaign.Job> part = new ArrayList<>();
        for (int i = k - 1; i < jobs.size(); i += n) {
            part.add(jobs.get(i));
        }
        return part;
    }

    private Map<ReportForm, String> reports() {
        Map<ReportForm, String> wanted = new LinkedHashMap<>();
        for (String report : reports) {
            int at = report.indexOf('=');
            ReportForm form = ReportForm.of(at < 0 ? report : report.substring(0, at))
                    .orElseThrow(() -> new UsageException("unknown report '" + report + "'\n  forms: "
                            + String.join(
                                    ", ",
                                    Stream.of(ReportForm.values())
                                            .map(ReportForm::word)
                                            .toList())
                            + "\n  such as --report junit=results.xml"));
            wanted.put(form, at < 0 ? "-" : report.substring(at + 1));
        }
        return wanted;
    }

    private static void write(String file, String text, Terminal terminal) throws IOException {
        if (file.equals("-")) {
            terminal.out().print(text);
            return;
        }
        Path path = InputFile.path(file);
        if (path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        Files.writeString(path, text, StandardCharsets.UTF_8);
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> below = Files.walk(path, 32)) {
            List<Path> files = below.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new UnreadableFileException(path, "there is no .yaml file below it", null);
            }
            return files;
        }
    }

    private static List<FileResults> byFile(List<Campaign.Job> jobs, List<ScenarioResult> results) {
        Map<String, List<ScenarioResult>> byFile = new LinkedHashMap<>();
        jobs.forEach(job -> byFile.computeIfAbsent(job.file().path().toString(), file -> new ArrayList<>()));
        for (ScenarioResult result : results) {
            byFile.computeIfAbsent(result.scenario().position().file(), file -> new ArrayList<>())
                    .add(result);
        }
        return byFile.entrySet().stream()
                .map(entry -> new FileResults(entry.getKey(), entry.getValue()))
                .toList();
    }
}
