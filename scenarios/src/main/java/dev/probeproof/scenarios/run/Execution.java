// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.LoadedMap;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.LoadedProgram;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.judge.Judge;
import dev.probeproof.scenarios.judge.Seen;
import dev.probeproof.scenarios.judge.Words;
import dev.probeproof.scenarios.kernels.KernelNames;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.Expectation;
import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.Step;
import dev.probeproof.scenarios.model.StepRecord;
import dev.probeproof.scenarios.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One scenario under way on one kernel. */
final class Execution implements AutoCloseable {
    private final Scenario scenario;
    private final Stage stage;
    private final Setting setting;
    private final List<LoadedObject> objects;
    private final Contents contents;
    private final Judge judge;
    private final ScenarioObserver observer;
    private final List<StepRecord> steps = new ArrayList<>();
    private final List<Mismatch> mismatches = new ArrayList<>();
    private List<MapRecord> mapsBefore = List.of();

    /** @param contents closed with this */
    Execution(
            Scenario scenario,
            Stage stage,
            Setting setting,
            List<LoadedObject> objects,
            Contents contents,
            ScenarioObserver observer) {
        this.observer = observer;
        this.scenario = scenario;
        this.stage = stage;
        this.setting = setting;
        this.objects = objects;
        this.contents = contents;
        this.judge = new Judge(new Words() {
            @Override
            public OptionalLong number(Value value) {
                return setting.numbers().find(value);
            }

            @Override
            public Optional<byte[]> bytes(Value value) {
                return setting.numbers().special(value);
            }
        });
    }

    /** Carries it out. */
    ScenarioResult result() {
        try {
            begin();
            int number = 0;
            for (Step step : scenario.steps()) {
                number++;
                if (KernelNames.matchesAny(stage.kernel().target().name(), texts(step.kernels()))) {
                    carryOut(step, number);
                }
            }
            mismatches.addAll(judge.judge(expectation(scenario.expect()), new AllSeen(steps)));
        } catch (ProbeproofException reason) {
            return result(ScenarioResult.Status.ERRORED, String.valueOf(reason.getMessage()), List.of());
        }
        ScenarioResult.Status status =
                mismatches.isEmpty() ? ScenarioResult.Status.PASSED : ScenarioResult.Status.FAILED;
        return result(status, "", contents.all());
    }

    private ScenarioResult result(ScenarioResult.Status status, String reason, List<MapRecord> maps) {
        boolean random = stage.hasUsedRandom();
        return new ScenarioResult(
                scenario,
                stage.kernel().target().name(),
                status,
                reason,
                reason.isEmpty() ? mismatches.stream().distinct().toList() : List.of(),
                steps,
                maps,
                random ? OptionalLong.of(scenario.seed()) : OptionalLong.empty(),
                stage.observation().map(Observation::coverage).orElse(List.of()));
    }

    /** The time and the task at the start, and what is in the maps. */
    void begin() {
        stage.set(scenario);
        scenario.maps().forEach(this::fill);
        mapsBefore = stage.observation().isPresent() ? contents.all() : List.of();
    }

    /** One step more. */
    StepRecord next(Step step) {
        carryOut(step, steps.size() + 1);
        return steps.get(steps.size() - 1);
    }

    /** What happened in the steps so far, and the kernel as it is now. */
    Seen seen() {
        return new AllSeen(steps);
    }

    /** The same of one step. */
    Seen seen(StepRecord step) {
        return new AllSeen(List.of(step));
    }

    Setting setting() {
        return setting;
    }

    /** Who knows what words mean on this kernel. */
    Judge judge() {
        return judge;
    }

    private static List<String> texts(List<Value.Word> words) {
        return words.stream().map(Value.Word::text).toList();
    }

    private void fill(Scenario.MapSetting map) {
        map.entries()
                .forEach(entry -> update(
                        map.map(),
                        entry.get("key").orElseThrow(),
                        entry.get("value").orElseThrow()));
    }

    private void carryOut(Step step, int number) {
        stage.enter(step);
        long began = stage.now();
        observer.step(number, step, stage.task());
        List<RunRecord> runs = new ArrayList<>();
        List<EventRecord> events = new ArrayList<>();
        for (int i = 0; i < step.repeat(); i++) {
            runs.addAll(happen(step));
            events.addAll(contents.drain());
        }
        StepRecord record = new StepRecord(step, number, began, stage.cpu(), stage.task(), runs, events, changes());
        steps.add(record);
        mismatches.addAll(judge.judge(expectation(step.expect()), new AllSeen(List.of(record))));
    }

    private List<MapRecord.Change> changes() {
        if (stage.observation().isEmpty()) {
            return List.of();
        }
        List<MapRecord> now = contents.all();
        List<MapRecord.Change> changes = Contents.changes(mapsBefore, now);
        mapsBefore = now;
        return changes;
    }

    private List<RunRecord> happen(Step step) {
        Action action = step.action();
        if (action instanceof Action.Update update) {
            update(update.map(), update.key(), update.value());
        } else if (action instanceof Action.Delete delete) {
            LoadedMap map = contents.find(delete.map());
            byte[] key = writer(map).write(map.spec().keyTypeId(), map.spec().keySize(), delete.key());
            Setting.at(delete.map(), () -> {
                map.delete(key);
                return true;
            });
        } else if (action instanceof Action.Assign assign) {
            assign.places().forEach(this::assign);
        } else if (action instanceof Action.Wait wait) {
            stage.pass(wait.nanoseconds());
        }
        return stage.happen(action, step.stack());
    }

    private DataWriter writer(LoadedMap map) {
        return new DataWriter(contents.types(map), setting.numbers());
    }

    /** A value of a per-CPU map is given for all CPUs, or in a list for each. */
    private void update(Value.Word name, Value key, Value value) {
        LoadedMap map = contents.find(name);
        byte[] keyBytes = writer(map).write(map.spec().keyTypeId(), map.spec().keySize(), key);
        boolean perCpu = map.spec().typeName().contains("percpu");
        int size = map.spec().valueSize();
        int distance = perCpu ? size + 7 & ~7 : size;
        byte[] bytes = new byte[perCpu ? distance * stage.cpus() : size];
        for (int cpu = 0; cpu < (perCpu ? stage.cpus() : 1); cpu++) {
            Value one = perCpu
                            && value instanceof Value.Items items
                            && !items.values().isEmpty()
                    ? items.values().get(Math.min(cpu, items.values().size() - 1))
                    : value;
            System.arraycopy(writer(map).write(map.spec().valueTypeId(), size, one), 0, bytes, cpu * distance, size);
        }
        Setting.at(name, () -> {
            map.update(keyBytes, bytes);
            return true;
        });
    }

    private void assign(Value.Field place) {
        if (place.name().startsWith("$")) {
            int end = 1;
            while (end < place.name().length() && ".-[".indexOf(place.name().charAt(end)) < 0) {
                end++;
            }
            String rest = place.name().substring(end);
            String path = rest.startsWith("->") ? rest.substring(2) : rest.startsWith(".") ? rest.substring(1) : rest;
            String object = place.name().substring(1, end);
            setting.filler()
                    .set(
                            setting.object(object)
                                    .orElseThrow(() -> new ScenarioException(
                                            place.position(), "no object '" + object + "' of the kernel")),
                            new Value.Field(path, place.position(), place.value()));
            return;
        }
        Value.Word name = new Value.Word(place.name(), false, place.position());
        Setting.at(name, () -> {
            objects.get(0).variable(place.name()).set(setting.numbers().plain(place.value()));
            return true;
        });
    }

    /** What is expected on this kernel. */
    private Expectation expectation(Expectation general) {
        return general.perKernel().stream()
                .filter(each -> KernelNames.matchesAny(
                        stage.kernel().target().name(), List.of(each.kernels().text())))
                .findFirst()
                .map(Expectation.OnKernel::expectation)
                .orElse(general);
    }

    @Override
    public void close() {
        contents.close();
    }

    /** Some steps, and the kernel as it is now. */
    private final class AllSeen implements Seen {
        private final List<StepRecord> of;

        AllSeen(List<StepRecord> of) {
            this.of = of;
        }

        @Override
        public List<RunRecord> runs() {
            return of.stream().flatMap(step -> step.runs().stream()).toList();
        }

        @Override
        public List<EventRecord> events() {
            return of.stream().flatMap(step -> step.events().stream()).toList();
        }

        @Override
        public Optional<List<String>> buffers() {
            return Optional.of(contents.buffers());
        }

        @Override
        public EventRecord as(EventRecord event, Value.Word type) {
            return contents.as(event, type);
        }

        @Override
        public MapRecord map(Value.Word name) {
            return contents.record(name);
        }

        @Override
        public List<MapRecord> maps() {
            return contents.all();
        }

        @Override
        public Datum variable(Value.Field path) {
            Value.Word name = new Value.Word(path.name(), false, path.position());
            return Setting.at(
                    name, () -> datum(objects.get(0).variable(path.name()).get()));
        }

        @Override
        public List<String> programs() {
            return objects.stream()
                    .flatMap(object -> object.programs().stream())
                    .map(LoadedProgram::name)
                    .toList();
        }

        private Datum datum(Object value) {
            if (value instanceof String text) {
                return new Datum.Text(text);
            } else if (value instanceof byte[] bytes) {
                return Datum.Raw.of(bytes);
            } else if (value instanceof Boolean flag) {
                return Datum.Number.of(flag ? 1 : 0);
            } else if (value instanceof Double real) {
                return new Datum.Real(real);
            } else if (value instanceof List<?> list) {
                return new Datum.Row(list.stream().map(this::datum).toList());
            } else if (value instanceof Map<?, ?> members) {
                Map<String, Datum> read = new LinkedHashMap<>();
                members.forEach((name, member) ->
                        read.put(String.valueOf(name), datum(java.util.Objects.requireNonNull(member))));
                return new Datum.Struct(read.entrySet().stream()
                        .map(entry -> new Datum.Member(entry.getKey(), entry.getValue()))
                        .toList());
            }
            return Datum.Number.of(((Number) value).longValue());
        }
    }
}
