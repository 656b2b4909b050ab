// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.starter;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.ScenarioRunner;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a scenario in which every program of an object runs once, with what came of it as what is expected: something to change,
 * which is easier than something to invent.
 *
 * <pre>{@code
 * String yaml = ScenarioStarter.of(object, "latency.bpf.o", Path.of("latency.yaml"), Kernels.byName("6.12-amd64"));
 * }</pre>
 */
public final class ScenarioStarter {
    private ScenarioStarter() {}

    /**
     * A scenario file.
     *
     * @param objectName how the file names the object
     * @param file where it will lie; what it names is relative to that
     * @param kernel whose types say which arguments functions and tracepoints have, and on which it is tried
     */
    public static String of(BpfObject object, String objectName, Path file, TargetKernel kernel) {
        StarterSteps steps = new StarterSteps(kernel);
        object.programs().stream().filter(ProgramSpec::autoload).forEach(steps::add);
        StringBuilder text = new StringBuilder();
        text.append("# To start from: every program runs once. The words are explained in docs/scenario-format.md.\n");
        text.append("scenario: what ").append(object.name()).append(" does\n");
        text.append("object: ").append(objectName).append('\n');
        text.append("kernels: [").append(kernel.name()).append("]\n");
        text.append("tasks:\n  shell: {pid: 42, uid: 1000, comm: sh}\n");
        text.append(steps.isEmpty() ? "steps: []\n" : "steps:\n");
        steps.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        return text + expectations(text.toString(), file, kernel);
    }

    private static String expectations(String text, Path file, TargetKernel kernel) {
        Scenario scenario = ScenarioReader.read(text, file).scenarios().get(0);
        ScenarioResult result = new ScenarioRunner().run(scenario, file, kernel);
        if (result.status() == ScenarioResult.Status.ERRORED) {
            return comment("It cannot be carried out yet: " + result.reason());
        }
        Map<String, Integer> times = new LinkedHashMap<>();
        result.steps().stream()
                .flatMap(step -> step.runs().stream())
                .map(RunRecord::program)
                .forEach(program -> times.merge(program, 1, Integer::sum));
        StringBuilder expect = new StringBuilder();
        if (!times.isEmpty()) {
            expect.append("expect:\n  runs:\n");
            times.forEach((program, count) -> expect.append("    ")
                    .append(program)
                    .append(": {times: ")
                    .append(count)
                    .append("}\n"));
        }
        List<String> faults =
                result.mismatches().stream().map(Mismatch::message).toList();
        faults.forEach(fault -> expect.append(comment(fault)));
        return expect + seen(result);
    }

    /** Records and entries as comments: what of them matters, and what is there by chance, only a user knows. */
    private static String seen(ScenarioResult result) {
        StringBuilder seen = new StringBuilder();
        Map<String, List<EventRecord>> events = result.steps().stream()
                .flatMap(step -> step.events().stream())
                .collect(Collectors.groupingBy(EventRecord::map, LinkedHashMap::new, Collectors.toList()));
        events.forEach((buffer, records) -> seen.append(comment(
                records.get(0).value() instanceof Datum.Raw raw
                        ? records.size() + " records of '" + buffer + "', the first of "
                                + raw.bytes().size()
                                + " bytes whose type the object does not have: declare it under 'types'"
                        : "events: {" + buffer + ": {has: [" + records.get(0).value() + "]}}")));
        result.maps().stream()
                .filter(map -> !map.entries().isEmpty())
                .forEach(map -> map.entries().stream()
                        .limit(8)
                        .forEach(entry -> seen.append(comment("maps: {" + map.map() + ": {has: [{key: " + entry.key()
                                + ", value: " + entry.value() + "}]}}"))));
        return seen.length() == 0 ? "" : "  # Seen as well, and to be expected if it matters:\n" + seen;
    }

    private static String comment(String text) {
        return text.lines().map(line -> "  # " + line + "\n").collect(Collectors.joining());
    }
}
