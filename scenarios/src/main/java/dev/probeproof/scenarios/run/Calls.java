// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.FunctionCall;
import dev.probeproof.emulator.KernelEvent;
import dev.probeproof.emulator.ProgramRun;
import dev.probeproof.emulator.UserCall;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls of functions, in the kernel and in user space. One that only begins stays open until its task leaves the function. */
final class Calls {
    private final EmulatedKernel kernel;
    private final Setting setting;
    private final ArgumentValues arguments;
    private final ArgumentValues userArguments;
    private final UserValues userValues;
    private final Map<Open, KernelEvent<?>> open = new HashMap<>();

    /** A call that a task has not left yet. */
    private record Open(String task, String place) {}

    /** One half of a call: what runs, and what of it may still be said by the other half. */
    private interface Half {
        List<ProgramRun> run();
    }

    Calls(EmulatedKernel kernel, Setting setting) {
        this.kernel = kernel;
        this.setting = setting;
        this.arguments = ArgumentValues.ofKernel(kernel, setting);
        this.userArguments = ArgumentValues.ofUser(kernel, setting);
        this.userValues = new UserValues(setting);
    }

    /** A call of a kernel function, or a half of one. */
    List<ProgramRun> call(Action.Call action, Origin origin) {
        Value.Word place = action.place();
        FunctionCall call = Setting.at(
                place,
                () -> reopened(action.half(), origin, place, FunctionCall.class)
                        .orElseGet(() -> kernel.call(place.text())));
        String of = "function '" + place.text() + "'";
        arguments.give(action.arguments(), of, call.parameters(), call::argument, call::argument);
        action.registers().forEach(field -> Setting.at(word(field), () -> call.register(field.name(), number(field))));
        origin.of(call);
        return halves(
                action.half(),
                action.takes(),
                () -> {
                    keep(action.half(), origin, place, call);
                    return Setting.at(place, call::enter);
                },
                () -> Setting.at(place, () -> call.leave(result(action.returns()))));
    }

    /** The same in user space. */
    List<ProgramRun> call(Action.UserCall action, Origin origin) {
        Value.Word word = action.place();
        UserCall call = Setting.at(
                word,
                () -> reopened(action.half(), origin, word, UserCall.class).orElseGet(() -> {
                    UserPlaces.Place place = setting.userPlaces().find(word);
                    return kernel.userCall(place.file(), place.offset());
                }));
        String of = "a function in user space";
        userArguments.give(action.arguments(), of, List.of(), call::argument, call::argument);
        action.registers().forEach(field -> Setting.at(word(field), () -> call.register(field.name(), number(field))));
        origin.of(call);
        return halves(
                action.half(),
                action.takes(),
                () -> {
                    keep(action.half(), origin, word, call);
                    return call.enter();
                },
                () -> call.leave(action.returns().map(userValues::number).orElse(0L)));
    }

    private <E extends KernelEvent<?>> Optional<E> reopened(
            Action.Half half, Origin origin, Value.Word place, Class<E> kind) {
        return half == Action.Half.RETURN
                ? Optional.ofNullable(open.remove(new Open(origin.task(), place.text())))
                        .filter(kind::isInstance)
                        .map(kind::cast)
                : Optional.empty();
    }

    private void keep(Action.Half half, Origin origin, Value.Word place, KernelEvent<?> call) {
        if (half == Action.Half.ENTRY) {
            open.put(new Open(origin.task(), place.text()), call);
        }
    }

    private List<ProgramRun> halves(Action.Half half, long takes, Half entry, Half exit) {
        List<ProgramRun> runs = new ArrayList<>();
        if (half != Action.Half.RETURN) {
            runs.addAll(entry.run());
        }
        if (half == Action.Half.BOTH && takes > 0) {
            kernel.world().clock().advance(Duration.ofNanos(takes));
        }
        if (half != Action.Half.ENTRY) {
            runs.addAll(exit.run());
        }
        return runs;
    }

    private long result(Optional<Value> returns) {
        return returns.map(setting.numbers()::number).orElse(0L);
    }

    private long number(Value.Field field) {
        return setting.numbers().number(field.value());
    }

    private static Value.Word word(Value.Field field) {
        return new Value.Word(field.name(), false, field.position());
    }
}
