// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import dev.probeproof.loader.uapi.SystemCall;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.Expectation;
import dev.probeproof.scenarios.model.Step;
import dev.probeproof.scenarios.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads steps: a mapping with one key that says what happens, the keys that this kind has, and those that all have. */
final class StepReader {
    static final List<String> COMMON =
            List.of("name", "in", "cpu", "at", "after", "stack", "repeat", "kernels", "expect");
    private static final List<String> CALL = List.of("args", "registers", "returns", "takes");

    private static final List<String> SYSTEM_CALL = List.of("args", "returns", "takes");

    /** What can happen, in the order of the documents, and the keys beside it. */
    static final Map<String, List<String>> KINDS = kinds();

    private static final int MOST_REPEATS = 1_000_000;

    private final Shape shape;
    private final Names names;

    StepReader(Shape shape, Names names) {
        this.shape = shape;
        this.names = names;
    }

    private static Map<String, List<String>> kinds() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put("call", CALL);
        kinds.put("enter", CALL);
        kinds.put("leave", CALL);
        kinds.put("syscall", SYSTEM_CALL);
        kinds.put("enter-syscall", SYSTEM_CALL);
        kinds.put("leave-syscall", SYSTEM_CALL);
        kinds.put("tracepoint", List.of("args", "fields"));
        kinds.put("user-call", CALL);
        kinds.put("user-enter", CALL);
        kinds.put("user-leave", CALL);
        kinds.put("sample", List.of("registers", "address"));
        kinds.put("run", List.of("data", "context"));
        kinds.put("update", List.of("key", "value"));
        kinds.put("delete", List.of("key"));
        kinds.put("set", List.of());
        kinds.put("wait", List.of());
        return kinds;
    }

    /** A step; empty if it is none, which is noted. */
    Optional<Step> read(Value value) {
        Value.Fields fields = shape.fields(value, "a step");
        List<Value.Field> kinds = fields.fields().stream()
                .filter(field -> KINDS.containsKey(field.name()))
                .toList();
        if (kinds.size() != 1) {
            reportKinds(fields, kinds);
            return Optional.empty();
        }
        Value.Field kind = kinds.get(0);
        List<String> known = new ArrayList<>(List.of(kind.name()));
        known.addAll(KINDS.get(kind.name()));
        known.addAll(COMMON);
        shape.onlyKeys(fields, "step '" + kind.name() + "'", known);
        names.check(fields, shape);
        Optional<Value.Word> task = shape.word(fields, "in");
        task.ifPresent(name -> names.checkTask(name, shape));
        return action(kind, fields)
                .map(action -> new Step(
                        fields.position(),
                        shape.text(fields, "name"),
                        shape.words(fields, "kernels"),
                        shape.integer(fields, "cpu", 0, 1023),
                        task,
                        shape.time(fields, "at"),
                        shape.time(fields, "after"),
                        stack(fields),
                        shape.integer(fields, "repeat", 1, MOST_REPEATS).orElse(1),
                        action,
                        fields.get("expect")
                                .map(expect -> new ExpectationReader(shape, names).read(expect))
                                .orElse(Expectation.none(fields.position()))));
    }

    private void reportKinds(Value.Fields fields, List<Value.Field> kinds) {
        if (kinds.size() > 1) {
            shape.mistakes()
                    .add(
                            kinds.get(1).position(),
                            "one thing happens in a step, not '" + kinds.get(0).name() + "' and '"
                                    + kinds.get(1).name() + "'");
            return;
        }
        Optional<Value.Field> odd = fields.fields().stream()
                .filter(field -> !COMMON.contains(field.name()))
                .findFirst();
        if (odd.isPresent()) {
            shape.mistakes()
                    .unknown(odd.get().position(), "kind of step", odd.get().name(), KINDS.keySet());
        } else {
            shape.mistakes()
                    .add(fields.position(), "a step says what happens: one of " + String.join(", ", KINDS.keySet()));
        }
    }

    private Optional<Action> action(Value.Field kind, Value.Fields fields) {
        if (kind.name().equals("set")) {
            return Optional.of(
                    new Action.Assign(shape.fields(kind.value(), "'set'").fields()));
        }
        if (kind.name().equals("wait")) {
            return Optional.of(new Action.Wait(shape.time(kind.value(), "wait").orElse(0)));
        }
        return shape.word(kind.value(), "'" + kind.name() + "'").map(name -> named(kind, name, fields));
    }

    private Action named(Value.Field kind, Value.Word name, Value.Fields fields) {
        return switch (kind.name()) {
            case "call" -> call(name, Action.Half.BOTH, fields);
            case "enter" -> call(name, Action.Half.ENTRY, fields);
            case "leave" -> call(name, Action.Half.RETURN, fields);
            case "syscall" -> systemCall(name, Action.Half.BOTH, fields);
            case "enter-syscall" -> systemCall(name, Action.Half.ENTRY, fields);
            case "leave-syscall" -> systemCall(name, Action.Half.RETURN, fields);
            case "user-call" -> userCall(name, Action.Half.BOTH, fields);
            case "user-enter" -> userCall(name, Action.Half.ENTRY, fields);
            case "user-leave" -> userCall(name, Action.Half.RETURN, fields);
            case "sample" ->
                new Action.Sample(name, shape.fields(fields, "registers").fields(), fields.get("address"));
            case "tracepoint" ->
                new Action.Tracepoint(
                        name, arguments(fields), shape.fields(fields, "fields").fields());
            case "run" -> new Action.Run(name, fields.get("data"), fields.get("context"));
            case "update" -> new Action.Update(name, required(fields, kind, "key"), required(fields, kind, "value"));
            default -> new Action.Delete(name, required(fields, kind, "key"));
        };
    }

    /** A list is of the kernel; a mapping says which. */
    private Step.Stack stack(Value.Fields fields) {
        Optional<Value> stack = fields.get("stack");
        if (stack.isEmpty()) {
            return Step.Stack.NONE;
        }
        if (stack.get() instanceof Value.Items kernel) {
            return new Step.Stack(kernel.values(), List.of());
        }
        Value.Fields both = shape.fields(stack.get(), "'stack'");
        shape.onlyKeys(both, "'stack'", List.of("kernel", "user"));
        return new Step.Stack(
                both.get("kernel").map(shape::items).orElse(List.of()),
                both.get("user").map(shape::items).orElse(List.of()));
    }

    private Action systemCall(Value.Word name, Action.Half half, Value.Fields fields) {
        if (SystemCall.find(name.text()).isEmpty()) {
            shape.mistakes().unknown(name.position(), "system call", name.text(), SystemCall.names());
        }
        return new Action.SystemCall(
                name,
                half,
                arguments(fields),
                fields.get("returns"),
                shape.time(fields, "takes").orElse(0));
    }

    private Action userCall(Value.Word place, Action.Half half, Value.Fields fields) {
        return new Action.UserCall(
                place,
                half,
                arguments(fields),
                shape.fields(fields, "registers").fields(),
                fields.get("returns"),
                shape.time(fields, "takes").orElse(0));
    }

    private Action call(Value.Word place, Action.Half half, Value.Fields fields) {
        return new Action.Call(
                place,
                half,
                arguments(fields),
                shape.fields(fields, "registers").fields(),
                fields.get("returns"),
                shape.time(fields, "takes").orElse(0));
    }

    /** A list gives the arguments by position, a mapping by name. */
    private List<Value.Field> arguments(Value.Fields fields) {
        Optional<Value> value = fields.get("args");
        if (value.isPresent() && value.get() instanceof Value.Items items) {
            List<Value.Field> arguments = new ArrayList<>();
            for (Value item : items.values()) {
                arguments.add(new Value.Field(Integer.toString(arguments.size() + 1), item.position(), item));
            }
            return arguments;
        }
        return shape.fields(fields, "args").fields();
    }

    private Value required(Value.Fields fields, Value.Field kind, String key) {
        return fields.get(key).orElseGet(() -> {
            shape.mistakes().add(kind.position(), "'" + kind.name() + "' needs a '" + key + "'");
            return new Value.Word("0", false, kind.position());
        });
    }
}
