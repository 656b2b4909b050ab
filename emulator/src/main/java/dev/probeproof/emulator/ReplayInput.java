// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.memory.Extents;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.world.CurrentEvent;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.ProgramType;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a {@link Replay} starts from: context, memory, task and CPU, or a packet. Prepared once and never changed
 * by a run; good for every replay of a program of the same type on a kernel of the same target, in any thread.
 */
public final class ReplayInput {
    private final ProgramType type;
    private final Region context;
    private final Extents kernelMemory;
    private final Extents userMemory;
    private final @Nullable Moment moment;
    private final TestRun.@Nullable Input packet;

    /** When and where an event happens. */
    record Moment(Task task, int cpu, CurrentEvent event) {}

    /**
     * @param packet if the program runs on one: its context comes with it
     */
    ReplayInput(
            ProgramType type,
            Region context,
            EventMemory.Overlay memory,
            @Nullable Moment moment,
            TestRun.@Nullable Input packet) {
        this.type = type;
        this.context = context;
        this.kernelMemory = memory.kernel();
        this.userMemory = memory.user();
        this.moment = moment;
        this.packet = packet;
    }

    ProgramType type() {
        return type;
    }

    /** Not to be written to. */
    Region context() {
        return context;
    }

    Extents kernelMemory() {
        return kernelMemory;
    }

    Extents userMemory() {
        return userMemory;
    }

    /** Null if the program runs in the world as it is. */
    @Nullable
    Moment moment() {
        return moment;
    }

    TestRun.@Nullable Input packet() {
        return packet;
    }
}
