// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelProvider;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.input.UnreadableFileException;
import dev.probeproof.scenarios.kernels.KernelNames;
import dev.probeproof.scenarios.kernels.NativeBackend;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.report.FileResults;
import dev.probeproof.scenarios.report.ReportForm;
import dev.probeproof.scenarios.run.Campaign;
import dev.probeproof.scenarios.run.Recording;
import dev.probeproof.scenarios.run.ScenarioRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
            "  probeproof run scenarios --filter files --shard 1/4",
            "  probeproof run --rerun-failed --report html=report.html"
        })
final class RunCommand implements Command {
    private static final Pattern SHARD = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

    private final OutputOptions output;

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "Scenario files, or folders of them.")
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

    @Option(
            names = "--rerun-failed",
            description = "Only what was not as expected when it ran last, on the same kernels. Needs no PATH.")
    private boolean rerunFailed;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Where it is remembered what failed, instead of " + RememberedFailures.DEFAULT_FILE + ".")
    private String state = RememberedFailures.DEFAULT_FILE;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the random numbers in scenarios that name none; 0 without it.")
    private String seed = "";

    @Option(
            names = "--native",
            description =
                    "Also in the kernel of this machine (Linux, root), with the same expectations. Programs are run"
                            + " there by test run only; scenarios that need more are skipped.")
    private boolean alsoNative;

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
        checkSeed();
        RememberedFailures memory = new RememberedFailures(InputFile.path(state));
        Set<RememberedFailures.Failure> again = rerunFailed ? memory.read() : Set.of();
        if (rerunFailed && again.isEmpty()) {
            terminal.err().print("nothing ran: no scenario failed the last time, by " + state + "\n");
            return ExitCode.NOTHING_RAN;
        }
        List<Campaign.Job> jobs = sharded(jobs(again));
        if (list) {
            jobs.forEach(job -> terminal.out()
                    .print(job.scenario().position() + ": " + job.scenario().name() + " [" + job.kernel() + "]\n"));
            return jobs.isEmpty() ? ExitCode.NOTHING_RAN : ExitCode.OK;
        }
        // Looked for first: nothing is lost if there is none.
        Optional<KernelProvider> real = alsoNative ? Optional.of(NativeBackend.find()) : Optional.empty();
        List<ScenarioResult> results;
        try (Progress progress = Progress.on(terminal)) {
            int[] counts = new int[2];
            results = new Campaign(recording(wantedReports)).run(jobs, result -> {
                counts[0]++;
                counts[1] += result.isFine() ? 0 : 1;
                progress.at(
                        result.kernel() + (counts[1] == 0 ? "" : ", " + counts[1] + " not as expected"),
                        counts[0],
                        jobs.size());
                return result.isFine() || !failFast;
            });
        }
        if (real.isPresent() && (!failFast || results.stream().allMatch(ScenarioResult::isFine))) {
            results = new ArrayList<>(results);
            results.addAll(inTheRealKernel(jobs, real.get()));
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
        try {
            memory.update(results);
        } catch (IOException unwritable) {
            terminal.err()
                    .print("--rerun-failed will not know what failed: cannot write " + unwritable.getMessage() + "\n");
        }
        boolean ran = results.stream().anyMatch(result -> result.status() != ScenarioResult.Status.SKIPPED);
        if (!ran) {
            terminal.err()
                    .print(
                            rerunFailed && jobs.isEmpty()
                                    ? "nothing ran: none of the " + again.size() + " that failed the last time, by "
                                            + state + ", is there any more, or is wanted\n"
                                    : "nothing ran: no scenario was chosen, or all were skipped\n");
            return ExitCode.NOTHING_RAN;
        }
        return results.stream().allMatch(ScenarioResult::isFine) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Each scenario once, whichever kernels it names. */
    private static List<ScenarioResult> inTheRealKernel(List<Campaign.Job> jobs, KernelProvider real) {
        try (KernelBackend kernel = real.open()) {
            ScenarioRunner runner = new ScenarioRunner();
            List<ScenarioResult> results = new ArrayList<>();
            jobs.stream()
                    .map(job -> Map.entry(job.file().path(), job.scenario()))
                    .distinct()
                    .forEach(entry -> results.add(runner.runReal(entry.getValue(), entry.getKey(), kernel)));
            return results;
        }
    }

    private Recording recording(Map<ReportForm, String> wanted) {
        if (wanted.containsKey(ReportForm.HTML)) {
            return Recording.EVERYTHING;
        }
        return output.json() || verbose ? Recording.STEPS : Recording.FAILURES;
    }

    private List<Campaign.Job> jobs(Set<RememberedFailures.Failure> again) throws IOException {
        List<String> named = new ArrayList<>(paths);
        if (named.isEmpty()) {
            if (!rerunFailed) {
                throw new UsageException("no scenario file or folder is named");
            }
            again.stream()
                    .map(RememberedFailures.Failure::file)
                    .distinct()
                    .filter(file -> Files.exists(InputFile.path(file)))
                    .forEach(named::add);
        }
        List<ScenarioFile> files = new ArrayList<>();
        for (String path : named) {
            for (Path file : files(InputFile.path(path))) {
                files.add(ScenarioReader.read(file));
            }
        }
        List<Campaign.Job> jobs = rerunFailed ? again(files, again) : Campaign.jobs(files, kernels, this::isWanted);
        return seed.isEmpty()
                ? jobs
                : jobs.stream().map(job -> seeded(job, Long.decode(seed))).toList();
    }

    /** On the kernels that they failed on, whichever the scenario names. */
    private List<Campaign.Job> again(List<ScenarioFile> files, Set<RememberedFailures.Failure> failures) {
        List<String> wanted = kernels.isEmpty() ? List.of() : KernelNames.expand(kernels);
        Map<List<String>, List<String>> kernelsOf = new HashMap<>();
        failures.stream()
                .filter(failure -> wanted.isEmpty() || wanted.contains(failure.kernel()))
                .forEach(failure -> kernelsOf
                        .computeIfAbsent(List.of(failure.file(), failure.scenario()), key -> new ArrayList<>())
                        .add(failure.kernel()));
        List<Campaign.Job> jobs = new ArrayList<>();
        for (ScenarioFile file : files) {
            String plain = RememberedFailures.Failure.plain(file.path().toString());
            for (Scenario scenario : file.scenarios()) {
                if (isWanted(scenario)) {
                    kernelsOf
                            .getOrDefault(List.of(plain, scenario.name()), List.of())
                            .forEach(kernel -> jobs.add(new Campaign.Job(file, scenario, kernel)));
                }
            }
        }
        return jobs;
    }

    /** What names a seed of its own keeps it. */
    private static Campaign.Job seeded(Campaign.Job job, long seed) {
        return job.scenario().seed() != 0
                ? job
                : new Campaign.Job(job.file(), job.scenario().withSeed(seed), job.kernel());
    }

    private void checkSeed() {
        try {
            if (!seed.isEmpty()) {
                Long.decode(seed);
            }
        } catch (NumberFormatException noNumber) {
            throw new UsageException("--seed is a number of at most 64 bits, not '" + seed + "'");
        }
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
