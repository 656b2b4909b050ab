// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.uapi.ProgramType;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.Step;
import dev.probeproof.scenarios.model.Value;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The kernel of this machine. Programs are run there by {@code BPF_PROG_TEST_RUN}, maps of their own and variables are read and
 * written; nothing else, because a scenario file may come from anywhere. Its objects are loaded by a privileged process all the same.
 */
final class RealStage implements Stage {
    /** Types whose test runs see what they are given, and leave maps and a result behind. */
    private static final Set<ProgramType> TEST_RUN = EnumSet.of(
            ProgramType.RAW_TRACEPOINT,
            ProgramType.SOCKET_FILTER,
            ProgramType.SCHED_CLS,
            ProgramType.SCHED_ACT,
            ProgramType.XDP,
            ProgramType.CGROUP_SKB,
            ProgramType.LWT_IN,
            ProgramType.LWT_OUT,
            ProgramType.LWT_XMIT);

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

    /** The programs that its steps run: no others are loaded. */
    static List<Value.Word> programs(Scenario scenario) {
        return scenario.steps().stream()
                .map(Step::action)
                .filter(Action.Run.class::isInstance)
                .map(action -> ((Action.Run) action).program())
                .toList();
    }

    /** What in an object would reach beyond a test run; empty if nothing does. */
    static Optional<String> obstacle(BpfObject object, List<Value.Word> programs) {
        List<String> names = programs.stream().map(Value.Word::text).toList();
        Optional<String> pinned = object.maps().stream()
                .filter(map -> map.pinning() != 0)
                .findFirst()
                .map(map -> "map '" + map.name() + "' is pinned: others may use it");
        return pinned.or(() -> object.programs().stream()
                .filter(program -> names.contains(program.name()) && !TEST_RUN.contains(program.type()))
                .findFirst()
                .map(program -> "program '" + program.name() + "' of type " + program.type()
                        + " could do more in a kernel than be tested"));
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
