// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.emulator.ProgramRun;
import dev.probeproof.emulator.RunObserver;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.scenarios.model.Step;
import dev.probeproof.scenarios.run.ScenarioObserver;
import dev.probeproof.scenarios.run.ScenarioWorld;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the programs of a scenario do, instruction by instruction, while it is carried out. Nothing is kept: who wants it later
 * keeps it.
 *
 * <pre>{@code
 * ScenarioTracer tracer = new ScenarioTracer(sink);
 * ScenarioResult result = new ScenarioRunner().run(scenario, path, Kernels.byName("6.12-amd64"), tracer);
 * }</pre>
 */
public final class ScenarioTracer implements ScenarioObserver, RunObserver {
    private final TraceSink sink;
    private final Deque<RunTracer> underWay = new ArrayDeque<>();
    private @Nullable ScenarioWorld world;
    private @Nullable ProgramCodes codes;
    private @Nullable Places places;
    private int runs;
    private long instructions;
    private String task = "";

    public ScenarioTracer(TraceSink sink) {
        this.sink = sink;
    }

    @Override
    public void begins(ScenarioWorld newWorld) {
        world = newWorld;
        codes = new ProgramCodes(newWorld.objects());
        places = new Places(newWorld);
        newWorld.kernel().observe(this);
    }

    @Override
    public void step(int number, Step step, String taskName) {
        task = taskName;
        Objects.requireNonNull(places).stepBegins();
        sink.step(number, step.title(), taskName);
    }

    @Override
    public ExecutionListener begins(ProgramImage program, Optional<LinkHandle> link) {
        ScenarioWorld of = Objects.requireNonNull(world);
        ProgramCodes known = Objects.requireNonNull(codes);
        RunTracer run = new RunTracer(of, known, Objects.requireNonNull(places), sink, () -> ++instructions);
        underWay.push(run);
        sink.runBegins(new TraceSink.Run(
                ++runs,
                known.of(program.instructions()),
                link.map(each -> each.point().toString()).orElse("run by hand"),
                of.kernel().world().cpu(),
                task,
                of.kernel().world().clock().monotonicNanos()));
        return run;
    }

    @Override
    public void ended(ProgramRun run) {
        underWay.pop().flush();
        sink.runEnded(new TraceSink.RunEnd(
                (int) run.result().returnValue(),
                run.result().executedInstructions(),
                Optional.ofNullable(run.result().fault())
                        .map(fault -> "at insn " + run.result().faultSlot() + ": " + fault.getMessage()),
                List.copyOf(run.printed())));
    }
}
