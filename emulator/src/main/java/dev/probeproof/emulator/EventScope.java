// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.world.CurrentEvent;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.Task;
import java.util.List;

/** The time of an event: its memory, its CPU, its task. Closing it brings back what was there before. */
final class EventScope {
    private final World world;
    private final EventMemory memory;
    private final int cpuBefore;
    private final Task taskBefore;
    private final CurrentEvent eventBefore;

    private EventScope(World world, EventMemory memory) {
        this.world = world;
        this.memory = memory;
        this.cpuBefore = world.cpu();
        this.taskBefore = world.task();
        this.eventBefore = world.event();
    }

    /** Throws {@link IllegalArgumentException} for an event that cannot happen on this kernel. */
    static EventScope enter(KernelState kernel, KprobeEvent event) {
        checkArch(kernel, event);
        kernel.unpark();
        World world = kernel.world();
        EventScope scope = new EventScope(world, EventMemory.map(kernel, event.memory()));
        try {
            world.runOn(event.cpu());
            world.enter(event.task());
            world.enter(describe(kernel, event));
            return scope;
        } catch (RuntimeException refused) {
            scope.close();
            throw refused;
        }
    }

    static void checkArch(KernelState kernel, KprobeEvent event) {
        String arch = event.registers().arch().name();
        if (!arch.equals(kernel.target().arch().name())) {
            throw new IllegalArgumentException("an event with registers of " + arch + " on kernel '"
                    + kernel.target().name() + "', which runs on "
                    + kernel.target().arch().name());
        }
    }

    /** The stack that helpers walk is one frame deep: nobody says what called the function. */
    static CurrentEvent describe(KernelState kernel, KprobeEvent event) {
        long function = kernel.target().symbols().address(event.function()).orElse(0);
        Arch arch = event.registers().arch();
        // A context of arguments does not say where it is.
        long at = arch instanceof ContextWords ? 0 : event.registers().get(arch.instructionPointer());
        boolean inKernel = at != 0 && kernel.rules().isKernel(at);
        return new CurrentEvent(
                function, 0, inKernel ? List.of(at) : List.of(), at != 0 && !inKernel ? List.of(at) : List.of());
    }

    void close() {
        world.enter(eventBefore);
        world.enter(taskBefore);
        world.runOn(cpuBefore);
        memory.close();
    }
}
