// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.emulator.object.KernelTask;
import dev.probeproof.loader.event.Task;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a scenario gives names to, in the kernel: tasks, objects, memory of user space. */
final class Setting {
    /** Where user memory begins that nobody gave an address; a program's heap begins somewhere there on every architecture. */
    private static final long USER_START = 0x0000_5555_0000_0000L;

    private static final int USER_GAP_BYTES = 64;
    private static final int MOST_COMM_BYTES = 15;

    private final EmulatedKernel kernel;
    private final Map<String, KernelTask> tasks = new LinkedHashMap<>();
    private final Map<String, KernelObject> objects = new HashMap<>();
    private final Map<String, Long> memory = new HashMap<>();
    private final Map<String, Long> userTexts = new HashMap<>();
    private final ValueNumbers numbers;
    private final ObjectFiller filler;
    private final UserPlaces userPlaces = new UserPlaces();
    private long nextUser = USER_START;

    Setting(EmulatedKernel kernel) {
        this.kernel = kernel;
        this.numbers = new ValueNumbers(kernel.target(), this);
        this.filler = new ObjectFiller(kernel.objects(), numbers);
    }

    /** Makes all of it: user memory first, then empty objects and tasks, so that any may lead to any other. */
    void make(Scenario scenario) {
        for (Value.Field field : scenario.memory()) {
            memory.put(field.name(), user(numbers.bytesOrText(field.value())));
        }
        for (Value.Field field : scenario.kernelObjects()) {
            objects.put(field.name(), object((Value.Fields) field.value()));
        }
        for (Scenario.TaskSetting task : scenario.tasks()) {
            tasks.put(task.name().text(), task(task));
        }
        for (Value.Field field : scenario.kernelObjects()) {
            fill(objects.get(field.name()), (Value.Fields) field.value(), "type");
        }
        for (Scenario.TaskSetting task : scenario.tasks()) {
            fillTask(task);
        }
    }

    ObjectFiller filler() {
        return filler;
    }

    UserPlaces userPlaces() {
        return userPlaces;
    }

    ValueNumbers numbers() {
        return numbers;
    }

    KernelTask task(String name) {
        return java.util.Objects.requireNonNull(tasks.get(name), name);
    }

    Optional<KernelTask> firstTask() {
        return tasks.values().stream().findFirst();
    }

    /** The name that the scenario gives a task; empty if it is none of its. */
    String taskName(@Nullable KernelTask task) {
        return tasks.entrySet().stream()
                .filter(entry -> entry.getValue() == task)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    List<String> taskNames() {
        return List.copyOf(tasks.keySet());
    }

    /** Names of objects and of user memory. */
    List<String> otherNames() {
        return Stream.concat(objects.keySet().stream(), memory.keySet().stream())
                .sorted()
                .toList();
    }

    /** The object of that name, a task's {@code task_struct} included. */
    Optional<KernelObject> object(String name) {
        KernelTask task = tasks.get(name);
        return task != null ? Optional.of(task.object()) : Optional.ofNullable(objects.get(name));
    }

    /** Objects and tasks by name. */
    Map<String, KernelObject> named() {
        Map<String, KernelObject> all = new LinkedHashMap<>(objects);
        tasks.forEach((name, task) -> all.put(name, task.object()));
        return all;
    }

    /** Addresses of user memory by name. */
    Map<String, Long> userMemory() {
        return Map.copyOf(memory);
    }

    OptionalLong address(String name) {
        Long user = memory.get(name);
        return user != null
                ? OptionalLong.of(user)
                : object(name).map(found -> OptionalLong.of(found.address())).orElse(OptionalLong.empty());
    }

    /** Text with its NUL in user memory; the same text is there once. */
    long userText(String text) {
        return userTexts.computeIfAbsent(text, each -> user((each + "\0").getBytes(StandardCharsets.UTF_8)));
    }

    /** Bytes in user memory, each time anew. */
    long userBytes(byte[] bytes) {
        return user(bytes);
    }

    private long user(byte[] bytes) {
        long address = nextUser;
        kernel.userMemory().map(new Region(address, bytes, true, "user memory"));
        nextUser += (bytes.length + 15L & ~15L) + USER_GAP_BYTES;
        return address;
    }

    private KernelObject object(Value.Fields fields) {
        Value type = fields.get("type").orElseThrow();
        return at(type, () -> kernel.objects().object(ValueNumbers.text(type)));
    }

    private void fill(KernelObject object, Value.Fields fields, String... leaveOut) {
        List<String> others = List.of(leaveOut);
        for (Value.Field field : fields.fields()) {
            if (!others.contains(field.name())) {
                filler.set(object, field);
            }
        }
    }

    private KernelTask task(Scenario.TaskSetting setting) {
        Value.Fields fields = setting.fields();
        int pid = (int) number(fields, "pid", 1000 + tasks.size());
        String comm =
                fields.get("comm").map(ValueNumbers::text).orElse(setting.name().text());
        if (comm.getBytes(StandardCharsets.UTF_8).length > MOST_COMM_BYTES) {
            throw new ScenarioException(
                    fields.get("comm")
                            .map(Value::position)
                            .orElse(setting.name().position()),
                    "the name of a task has at most 15 bytes, not '" + comm + "'");
        }
        return kernel.objects()
                .task(new Task(
                        pid,
                        (int) number(fields, "tgid", pid),
                        (int) number(fields, "uid", 0),
                        (int) number(fields, "gid", 0),
                        comm));
    }

    private void fillTask(Scenario.TaskSetting setting) {
        KernelTask task = task(setting.name().text());
        setting.fields().get("parent").ifPresent(value -> {
            KernelTask parent =
                    value instanceof Value.Word word ? tasks.get(word.text().replace("$", "")) : null;
            if (parent == null) {
                throw new ScenarioException(value.position(), "'parent' is another task: " + tasks.keySet());
            }
            task.parent(parent);
        });
        fill(task.object(), setting.fields(), "pid", "tgid", "uid", "gid", "comm", "parent");
    }

    private long number(Value.Fields fields, String name, long otherwise) {
        return fields.get(name).map(numbers::number).orElse(otherwise);
    }

    /** What objects refuse, with the place in the scenario. */
    static <T> T at(Value value, java.util.function.Supplier<T> action) {
        try {
            return action.get();
        } catch (ScenarioException known) {
            throw known;
        } catch (dev.probeproof.loader.error.ProbeproofException refused) {
            throw new ScenarioException(value.position(), refused.getMessage());
        }
    }
}
