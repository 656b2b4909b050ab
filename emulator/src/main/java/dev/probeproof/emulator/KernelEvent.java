// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.object.KernelTask;
import dev.probeproof.emulator.world.CurrentEvent;
import dev.probeproof.emulator.world.CurrentEvent.Traced;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.LinkHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens in an emulated kernel: in a task, on a CPU, called from somewhere. What is not said is as {@link
 * EmulatedKernel#world} has it. It can happen several times, each time with what was said until then.
 *
 * @param <E> the event itself, which every verb returns
 */
public abstract sealed class KernelEvent<E extends KernelEvent<E>>
        permits FunctionCall, TracepointHit, UserCall, Sample {
    private final Happenings happenings;
    private @Nullable KernelTask kernelTask;
    private @Nullable Task task;
    private int cpu = -1;
    private List<Long> kernelCallers = List.of();
    private List<Long> userStack = List.of();
    private Function<LinkHandle, Optional<ExecutionListener>> listeners = link -> Optional.empty();

    KernelEvent(Happenings happenings) {
        this.happenings = happenings;
    }

    abstract E self();

    Happenings happenings() {
        return happenings;
    }

    KernelState kernel() {
        return happenings.kernel();
    }

    /** In a task that has its structures: programs find it as the current one. */
    public E in(KernelTask newTask) {
        kernelTask = newTask;
        task = newTask.task();
        return self();
    }

    /** In a task of those numbers; its structure stays the current one's. */
    public E in(Task newTask) {
        kernelTask = null;
        task = newTask;
        return self();
    }

    /** On a CPU, from 0. */
    public E on(int newCpu) {
        if (newCpu < 0 || newCpu >= kernel().world().possibleCpus()) {
            throw new IllegalArgumentException(
                    "no CPU " + newCpu + "; there are " + kernel().world().possibleCpus());
        }
        cpu = newCpu;
        return self();
    }

    /**
     * Who called: what helpers find that walk stacks.
     *
     * @param kernelStack return addresses in the kernel, innermost first
     * @param newUserStack addresses in user space, innermost first
     */
    public E callers(List<Long> kernelStack, List<Long> newUserStack) {
        kernelCallers = List.copyOf(kernelStack);
        userStack = List.copyOf(newUserStack);
        return self();
    }

    /** Sees every step of every program that runs. */
    public E listener(ExecutionListener listener) {
        return listeners(link -> Optional.of(listener));
    }

    /** Sees every step of the programs for which there is one; the others run as fast as without. */
    public E listeners(Function<LinkHandle, Optional<ExecutionListener>> byLink) {
        listeners = byLink;
        return self();
    }

    List<Long> kernelCallers() {
        return kernelCallers;
    }

    /** The task that it happens in. */
    Task task() {
        Task given = task;
        return given == null ? kernel().world().task() : given;
    }

    /** The CPU that it happens on. */
    int cpu() {
        return cpu < 0 ? kernel().world().cpu() : cpu;
    }

    /** Where programs are told to be: the function, and on top of which stack. */
    record Position(long function, List<Long> kernelStack, Traced traced) {
        static final Position NOWHERE = new Position(0, List.of());

        Position(long function, List<Long> kernelStack) {
            this(function, kernelStack, Traced.NOTHING);
        }

        Position tracing(int arguments, boolean hasResult) {
            return new Position(function, kernelStack, new Traced(arguments, hasResult));
        }
    }

    /** Runs what is attached, one after the other. */
    List<ProgramRun> run(List<EmulatedLink> links, Position position, Function<EmulatedLink, byte[]> context) {
        return during(() -> {
            List<ProgramRun> runs = new ArrayList<>();
            for (EmulatedLink link : links) {
                runs.add(run(link, position, context.apply(link)));
            }
            return runs;
        });
    }

    private ProgramRun run(EmulatedLink link, Position position, byte[] context) {
        World world = kernel().world();
        CurrentEvent before = world.event();
        world.enter(new CurrentEvent(
                position.function(), link.cookie(), position.kernelStack(), userStack, position.traced()));
        try {
            return happenings
                    .runner()
                    .run(link.loaded(), context, link, listeners.apply(link).orElse(null));
        } finally {
            world.enter(before);
        }
    }

    /** The time of the event: its task, its CPU. What was before comes back. */
    private <T> T during(Supplier<T> action) {
        return kernel().confinement().within(() -> {
            kernel().checkOpen();
            kernel().unpark();
            World world = kernel().world();
            int cpuBefore = world.cpu();
            KernelState.Current before = kernel().current();
            try {
                if (cpu >= 0) {
                    world.runOn(cpu);
                }
                if (kernelTask != null) {
                    kernel().enter(kernelTask);
                } else if (task != null) {
                    world.enter(task);
                }
                return action.get();
            } finally {
                kernel().restore(before);
                world.runOn(cpuBefore);
            }
        });
    }
}
