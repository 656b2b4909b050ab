// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.ProgramRun;
import dev.probeproof.emulator.TracepointHit;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.Value;
import java.util.List;
import java.util.Optional;

/** Tracepoints that the kernel passes. */
final class Tracepoints {
    private static final List<String> LOCATED = List.of("__data_loc_", "__rel_loc_");

    private final EmulatedKernel kernel;
    private final Setting setting;
    private final ArgumentValues arguments;

    Tracepoints(EmulatedKernel kernel, Setting setting) {
        this.kernel = kernel;
        this.setting = setting;
        this.arguments = ArgumentValues.ofKernel(kernel, setting);
    }

    List<ProgramRun> hit(Action.Tracepoint action, Origin origin) {
        Value.Word event = action.event();
        TracepointHit hit = Setting.at(event, () -> kernel.tracepoint(event.text()));
        String of = "tracepoint '" + event.text() + "'";
        arguments.give(action.arguments(), of, hit.parameters(), hit::argument, hit::argument);
        Optional<Value.Field> struct = action.fields().stream()
                .filter(field -> field.name().equals("type")
                        && field.value() instanceof Value.Word name
                        && name.text().startsWith("struct "))
                .findFirst();
        struct.ifPresent(field -> Setting.at(field.value(), () -> hit.record(ValueNumbers.text(field.value()))));
        for (Value.Field field : action.fields()) {
            if (struct.isEmpty() || field != struct.get()) {
                fill(event, hit, field);
            }
        }
        return Setting.at(event, origin.of(hit)::fire);
    }

    /** Texts lie behind the record, where a member of it says. */
    private void fill(Value.Word event, TracepointHit hit, Value.Field field) {
        KernelObject record = Setting.at(event, hit::record);
        if (LOCATED.stream().anyMatch(prefix -> record.has(prefix + field.name()))) {
            hit.data(field.name(), setting.numbers().bytesOrText(field.value()));
        } else {
            setting.filler().set(record, field);
        }
    }
}
