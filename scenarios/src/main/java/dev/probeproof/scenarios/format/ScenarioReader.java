// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.model.Expectation;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.Step;
import dev.probeproof.scenarios.model.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads scenario files (docs/scenario-format.md).
 *
 * <pre>{@code
 * ScenarioFile file = ScenarioReader.read(Path.of("opens.yaml"));
 * }</pre>
 */
public final class ScenarioReader {
    static final List<String> KEYS = List.of(
            "scenario",
            "object",
            "objects",
            "programs",
            "kernels",
            "tags",
            "skip",
            "probes",
            "attach",
            "variables",
            "maps",
            "seed",
            "cpus",
            "clock",
            "types",
            "tasks",
            "kernel",
            "user",
            "mocks",
            "steps",
            "expect");
    static final String GROUP = "scenarios";
    private static final Set<String> MERGED =
            Set.of("probes", "attach", "variables", "maps", "tasks", "kernel", "user", "mocks");
    private static final int MOST_CPUS = 1024;
    private static final int DEFAULT_CPUS = 4;

    private final Shape shape;
    private final Mistakes mistakes;

    private ScenarioReader(Mistakes mistakes) {
        this.mistakes = mistakes;
        this.shape = new Shape(mistakes);
    }

    /**
     * Reads a file.
     *
     * @throws ScenarioSyntaxException with all mistakes that were found
     * @throws dev.probeproof.scenarios.input.UnreadableFileException if there is no text to read
     */
    public static ScenarioFile read(Path file) {
        return read(String.join("\n", InputFile.lines(file)), file);
    }

    /** Reads a text; the file is for messages, and what the text names is relative to it. */
    public static ScenarioFile read(String text, Path file) {
        Mistakes mistakes = new Mistakes(text);
        ScenarioReader reader = new ScenarioReader(mistakes);
        List<Scenario> scenarios = new ArrayList<>();
        for (Value document : YamlTree.read(text, file.toString(), mistakes)) {
            reader.document(reader.shape.fields(document, "a scenario"), scenarios);
        }
        reader.requireUniqueNames(scenarios);
        if (scenarios.isEmpty()) {
            mistakes.add(new dev.probeproof.scenarios.model.SourcePosition(file.toString(), 1, 1), "no scenario in it");
        }
        mistakes.check();
        return new ScenarioFile(file, scenarios);
    }

    /**
     * One step, for those who make them without a file.
     *
     * @param tasks what it may be {@code in}
     * @param others what else {@code $name} may refer to
     * @throws ScenarioSyntaxException with all mistakes that were found
     */
    public static Step readStep(Value step, List<String> tasks, List<String> others) {
        Mistakes mistakes = new Mistakes("");
        Optional<Step> read = new StepReader(new Shape(mistakes), new Names(tasks, others)).read(step);
        mistakes.check();
        return read.orElseThrow();
    }

    private void document(Value.Fields document, List<Scenario> scenarios) {
        Optional<Value> group = document.get(GROUP);
        if (group.isEmpty()) {
            scenarios.add(scenario(document));
            return;
        }
        Value.Fields shared = without(document, GROUP);
        if (!(group.get() instanceof Value.Items)) {
            mistakes.add(group.get().position(), "'scenarios' is a list, not " + Shape.kind(group.get()));
            return;
        }
        for (Value each : shape.items(group.get())) {
            scenarios.add(scenario(merged(shared, shape.fields(each, "a scenario"))));
        }
    }

    private static Value.Fields without(Value.Fields fields, String name) {
        return new Value.Fields(
                fields.fields().stream()
                        .filter(field -> !field.name().equals(name))
                        .toList(),
                fields.position());
    }

    /** What stands above holds below: mappings together, steps one after the other, everything else as the inner says. */
    private static Value.Fields merged(Value.Fields outer, Value.Fields inner) {
        Map<String, Value.Field> all = new LinkedHashMap<>();
        outer.fields().forEach(field -> all.put(field.name(), field));
        for (Value.Field field : inner.fields()) {
            all.merge(field.name(), field, (above, below) -> {
                if (MERGED.contains(field.name())
                        && above.value() instanceof Value.Fields one
                        && below.value() instanceof Value.Fields two) {
                    return new Value.Field(field.name(), below.position(), merged(one, two));
                }
                if (field.name().equals("steps")
                        && above.value() instanceof Value.Items one
                        && below.value() instanceof Value.Items two) {
                    List<Value> steps = new ArrayList<>(one.values());
                    steps.addAll(two.values());
                    return new Value.Field(field.name(), below.position(), new Value.Items(steps, two.position()));
                }
                return below;
            });
        }
        return new Value.Fields(List.copyOf(all.values()), inner.position());
    }

    private Scenario scenario(Value.Fields fields) {
        shape.onlyKeys(fields, "a scenario", KEYS);
        List<Value.Word> objects = new ArrayList<>(shape.words(fields, "object"));
        objects.addAll(shape.words(fields, "objects"));
        shape.require(!objects.isEmpty(), fields.position(), "a scenario names its 'object', a file that clang made");
        String name = shape.text(fields, "scenario");
        shape.require(!name.isEmpty(), fields.position(), "a scenario has a name: 'scenario: what is shown'");
        List<Scenario.TaskSetting> tasks = tasks(fields);
        Names names = names(fields, tasks);
        StepReader stepReader = new StepReader(shape, names);
        List<Step> steps = new ArrayList<>();
        fields.get("steps")
                .ifPresent(value ->
                        shape.items(value).forEach(step -> stepReader.read(step).ifPresent(steps::add)));
        Expectation expect = fields.get("expect")
                .map(value -> new ExpectationReader(shape, names).read(value))
                .orElse(Expectation.none(fields.position()));
        return new Scenario(
                name,
                fields.get("scenario").map(Value::position).orElse(fields.position()),
                shape.words(fields, "kernels"),
                shape.words(fields, "tags").stream().map(Value.Word::text).toList(),
                shape.text(fields, "skip"),
                objects,
                shape.words(fields, "programs"),
                places(fields, "probes"),
                places(fields, "attach"),
                shape.fields(fields, "variables").fields(),
                maps(fields, names),
                shape.number(fields, "seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(0),
                shape.integer(fields, "cpus", 1, MOST_CPUS).orElse(DEFAULT_CPUS),
                shape.time(fields, "clock").orElse(0),
                shape.words(fields, "types"),
                tasks,
                shape.fields(fields, "kernel").fields(),
                shape.fields(fields, "user").fields(),
                mocks(fields, names),
                steps,
                expect);
    }

    private List<Scenario.ProgramProbes> places(Value.Fields fields, String key) {
        List<Scenario.ProgramProbes> places = new ArrayList<>();
        for (Value.Field program : shape.fields(fields, key).fields()) {
            places.add(new Scenario.ProgramProbes(
                    new Value.Word(program.name(), false, program.position()), shape.words(program.value(), key)));
        }
        return places;
    }

    private List<Scenario.MapSetting> maps(Value.Fields fields, Names names) {
        List<Scenario.MapSetting> maps = new ArrayList<>();
        for (Value.Field map : shape.fields(fields, "maps").fields()) {
            Value.Fields setting = shape.fields(map.value(), "a map");
            shape.onlyKeys(setting, "a map", List.of("max-entries", "value-size", "entries"));
            List<Value.Fields> entries = new ArrayList<>();
            setting.get("entries")
                    .ifPresent(value -> shape.items(value).forEach(entry -> {
                        Value.Fields pair = shape.fields(entry, "an entry");
                        shape.onlyKeys(pair, "an entry", List.of("key", "value"));
                        shape.require(
                                pair.get("key").isPresent() && pair.get("value").isPresent(),
                                pair.position(),
                                "an entry has a 'key' and a 'value'");
                        names.check(pair, shape);
                        entries.add(pair);
                    }));
            maps.add(new Scenario.MapSetting(
                    new Value.Word(map.name(), false, map.position()),
                    shape.integer(setting, "max-entries", 1, Integer.MAX_VALUE).orElse(0),
                    shape.integer(setting, "value-size", 1, Integer.MAX_VALUE).orElse(0),
                    entries));
        }
        return maps;
    }

    /** {@code NAME: 7}, {@code NAME: [-14, 0]}, or with what it writes {@code NAME: {returns: 0, writes: {1: {hex: 00}}}}. */
    private List<Scenario.Mock> mocks(Value.Fields fields, Names names) {
        List<Scenario.Mock> mocks = new ArrayList<>();
        for (Value.Field mock : shape.fields(fields, "mocks").fields()) {
            names.check(mock.value(), shape);
            Value returns = mock.value();
            List<Value.Field> writes = List.of();
            if (mock.value() instanceof Value.Fields more
                    && (more.get("returns").isPresent() || more.get("writes").isPresent())) {
                shape.onlyKeys(more, "a mock", List.of("returns", "writes"));
                returns = more.get("returns").orElse(new Value.Word("0", false, mock.position()));
                writes = shape.fields(more, "writes").fields();
                for (Value.Field write : writes) {
                    shape.require(
                            write.name().matches("[1-5]"),
                            write.position(),
                            "arguments are counted from 1 to 5, not '" + write.name() + "'");
                }
            }
            List<Value> results = shape.items(returns);
            shape.require(!results.isEmpty(), mock.position(), "a mock returns something: '" + mock.name() + ": 0'");
            mocks.add(new Scenario.Mock(new Value.Word(mock.name(), false, mock.position()), results, writes));
        }
        return mocks;
    }

    private List<Scenario.TaskSetting> tasks(Value.Fields fields) {
        List<Scenario.TaskSetting> tasks = new ArrayList<>();
        for (Value.Field task : shape.fields(fields, "tasks").fields()) {
            tasks.add(new Scenario.TaskSetting(
                    new Value.Word(task.name(), false, task.position()), shape.fields(task.value(), "a task")));
        }
        return tasks;
    }

    private Names names(Value.Fields fields, List<Scenario.TaskSetting> tasks) {
        List<Value.Field> objects = shape.fields(fields, "kernel").fields();
        List<Value.Field> memory = shape.fields(fields, "user").fields();
        List<String> taskNames = tasks.stream().map(task -> task.name().text()).toList();
        Set<String> all = new HashSet<>(taskNames);
        List<String> others = new ArrayList<>();
        objects.forEach(field -> others.add(field.name()));
        memory.forEach(field -> others.add(field.name()));
        for (Value.Field field : objects) {
            shape.require(
                    field.value() instanceof Value.Fields object
                            && object.get("type").isPresent(),
                    field.position(),
                    "an object of the kernel has a type: '{type: struct file, …}'");
        }
        List<Value.Field> both = new ArrayList<>(objects);
        both.addAll(memory);
        both.forEach(field ->
                shape.require(all.add(field.name()), field.position(), "there is another '" + field.name() + "'"));
        Names names = new Names(taskNames, others);
        objects.forEach(field -> names.check(field.value(), shape));
        tasks.forEach(task -> names.check(task.fields(), shape));
        return names;
    }

    private void requireUniqueNames(List<Scenario> scenarios) {
        Set<String> names = new HashSet<>();
        for (Scenario scenario : scenarios) {
            shape.require(
                    names.add(scenario.name()) || scenario.name().isEmpty(),
                    scenario.position(),
                    "another scenario of this file has the name '" + scenario.name() + "'");
        }
    }
}
