// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.object.KernelTask;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The emulated kernel, where everything can be as a scenario says. */
final class EmulatedStage implements Stage {
    private final EmulatedKernel kernel;
    private final Setting setting;
    private final Happenings happenings;
    private final int cpus;
    private final Optional<Observation> observation;
    private @Nullable KernelTask task;

    /** @param observation of everything, if it is to be recorded */
    EmulatedStage(
            EmulatedKernel kernel,
            Setting setting,
            List<LoadedObject> objects,
            int cpus,
            Optional<Observation> observation) {
        this.kernel = kernel;
        this.setting = setting;
        this.happenings = new Happenings(kernel, setting, objects, observation);
        this.observation = observation;
        this.cpus = cpus;
    }

    @Override
    public KernelBackend kernel() {
        return kernel;
    }

    @Override
    public int cpus() {
        return cpus;
    }

    @Override
    public void set(Scenario scenario) {
        kernel.world().clock().set(Duration.ofNanos(scenario.clock()));
        setting.firstTask().ifPresent(this::enter);
    }

    @Override
    public void enter(Step step) {
        step.task().ifPresent(name -> enter(setting.task(name.text())));
        step.cpu().ifPresent(cpu -> {
            if (cpu >= cpus) {
                throw new ScenarioException(step.position(), "no CPU " + cpu + ": the scenario has " + cpus);
            }
            kernel.world().runOn(cpu);
        });
        step.at().ifPresent(at -> {
            if (at < now()) {
                throw new ScenarioException(
                        step.position(), "'at' lies in the past: it is " + now() + " ns after boot already");
            }
            kernel.world().clock().set(Duration.ofNanos(at));
        });
        step.after().ifPresent(this::pass);
    }

    private void enter(KernelTask newTask) {
        task = newTask;
        kernel.enter(newTask);
    }

    @Override
    public void pass(long nanoseconds) {
        kernel.world().clock().advance(Duration.ofNanos(nanoseconds));
    }

    @Override
    public long now() {
        return kernel.world().clock().monotonicNanos();
    }

    @Override
    public int cpu() {
        return kernel.world().cpu();
    }

    @Override
    public String task() {
        return setting.taskName(task);
    }

    @Override
    public Optional<Observation> observation() {
        return observation;
    }

    @Override
    public boolean hasUsedRandom() {
        return kernel.world().random().isUsed();
    }

    @Override
    public List<RunRecord> happen(Action action, Step.Stack stack) {
        return happenings.happen(action, stack, task());
    }
}
