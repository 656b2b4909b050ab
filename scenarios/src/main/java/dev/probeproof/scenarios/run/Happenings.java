// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.ProgramRun;
import dev.probeproof.emulator.Sample;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Step;
import dev.probeproof.scenarios.model.Value;
import java.util.List;
import java.util.Optional;

/** Has events of every kind happen, and tells what ran. */
final class Happenings {
    private final EmulatedKernel kernel;
    private final Setting setting;
    private final Attachments attachments;
    private final Calls calls;
    private final SystemCalls systemCalls;
    private final Tracepoints tracepoints;
    private final TestRuns testRuns;
    private final Optional<Observation> observation;

    /** @param observation of everything, if it is to be recorded */
    Happenings(EmulatedKernel kernel, Setting setting, List<LoadedObject> objects, Optional<Observation> observation) {
        this.kernel = kernel;
        this.observation = observation;
        this.setting = setting;
        this.attachments = new Attachments(objects);
        this.calls = new Calls(kernel, setting);
        this.systemCalls = new SystemCalls(kernel, setting, attachments);
        this.tracepoints = new Tracepoints(kernel, setting);
        this.testRuns = new TestRuns(kernel, setting, objects);
    }

    /**
     * Has it happen, in the task and on the CPU of the kernel's world.
     *
     * @param task the scenario's name of that task
     * @return what ran; nothing for what is no event
     */
    List<RunRecord> happen(Action action, Step.Stack stack, String task) {
        Watching watching = new Watching(kernel, attachments, observation);
        Origin origin = new Origin(task, addresses(stack.kernel()), addresses(stack.user()), watching);
        if (action instanceof Action.Call call) {
            return watching.records(calls.call(call, origin));
        } else if (action instanceof Action.UserCall call) {
            return watching.records(calls.call(call, origin));
        } else if (action instanceof Action.SystemCall call) {
            return watching.records(systemCalls.call(call, origin));
        } else if (action instanceof Action.Tracepoint tracepoint) {
            return watching.records(tracepoints.hit(tracepoint, origin));
        } else if (action instanceof Action.Sample sample) {
            return watching.records(sample(sample, origin));
        } else if (action instanceof Action.Run run) {
            return List.of(testRuns.run(run));
        }
        return List.of();
    }

    private List<ProgramRun> sample(Action.Sample action, Origin origin) {
        Sample sample = kernel.sample().period(setting.numbers().number(action.period()));
        action.address().ifPresent(address -> sample.address(setting.numbers().number(address)));
        for (Value.Field register : action.registers()) {
            Value.Word name = new Value.Word(register.name(), false, register.position());
            long value = setting.numbers().number(register.value());
            Setting.at(name, () -> sample.register(register.name(), value));
        }
        return origin.of(sample).fire();
    }

    private List<Long> addresses(List<Value> stack) {
        return stack.stream().map(setting.numbers()::number).toList();
    }
}
