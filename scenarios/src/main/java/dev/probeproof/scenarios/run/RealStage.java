// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The kernel of this machine. Programs are run there by {@code BPF_PROG_TEST_RUN}, maps and variables are read and written; nothing
 * else, because a scenario file may come from anywhere and is not trusted to do anything to a machine.
 */
final class RealStage implements Stage {
    private final KernelBackend kernel;
    private final TestRuns testRuns;
    private final Consumer<Action> others;

    RealStage(KernelBackend kernel, Setting setting, List<LoadedObject> objects) {
        this(kernel, setting, objects, action -> {});
    }

    /** @param others makes happen what is no test run, for tests that are trusted to */
    RealStage(KernelBackend kernel, Setting setting, List<LoadedObject> objects, Consumer<Action> others) {
        this.kernel = kernel;
        this.testRuns = new TestRuns(kernel, setting, objects);
        this.others = others;
    }

    /** Why a scenario cannot happen there; empty if it can. */
    static Optional<String> obstacle(Scenario scenario) {
        if (!scenario.tasks().isEmpty()
                || !scenario.kernelObjects().isEmpty()
                || !scenario.memory().isEmpty()) {
            return Optional.of("a real kernel has tasks, objects and memory of its own");
        } else if (!scenario.mocks().isEmpty()) {
            return Optional.of("helpers of a real kernel cannot be mocked");
        }
        return scenario.steps().stream()
                .filter(step -> !isPossible(step))
                .findFirst()
                .map(step -> "line " + step.position().line()
                        + ": only test runs, updates of maps and variables can happen in a real kernel");
    }

    private static boolean isPossible(Step step) {
        Action action = step.action();
        boolean possible = action instanceof Action.Run
                || action instanceof Action.Update
                || action instanceof Action.Delete
                || action instanceof Action.Wait
                || action instanceof Action.Assign assign
                        && assign.places().stream()
                                .noneMatch(place -> place.name().startsWith("$"));
        return possible && step.cpu().isEmpty() && step.at().isEmpty();
    }

    @Override
    public KernelBackend kernel() {
        return kernel;
    }

    @Override
    public int cpus() {
        return kernel.possibleCpus();
    }

    @Override
    public void set(Scenario scenario) {}

    @Override
    public void enter(Step step) {}

    /** Time passes by itself. */
    @Override
    public void pass(long nanoseconds) {}

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public int cpu() {
        return 0;
    }

    @Override
    public String task() {
        return "";
    }

    @Override
    public List<RunRecord> happen(Action action, Step.Stack stack) {
        if (action instanceof Action.Run run) {
            return List.of(testRuns.run(run));
        }
        others.accept(action);
        return List.of();
    }
}
