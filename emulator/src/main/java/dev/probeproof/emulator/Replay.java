// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.engine.ListenedProgram;
import dev.probeproof.emulator.engine.PreparedProgram;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.map.RingBufferMap;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Extents;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.program.ProgramTypeModel;
import dev.probeproof.emulator.world.CurrentEvent;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One program, made ready once and run many times: by the million, where {@link EmulatedKernel#run} and
 * {@link EmulatedKernel#testRun} are for the single run. A run costs what the program does and a few nanoseconds.
 *
 * <pre>{@code
 * try (Replay replay = kernel.replay(program)) {
 *     ReplayInput input = replay.input(event);
 *     long r0 = replay.run(input);
 *     long instructions = replay.executedInstructions();
 * }
 * }</pre>
 *
 * <p>Each run starts from its input as it was prepared: context, memory, packet. Maps, clock and randomness go on from run
 * to run, as they do in a kernel. From its making until it is closed a replay keeps its kernel to its thread, which may
 * use the kernel for other things between runs.
 */
public final class Replay implements AutoCloseable {
    private final KernelState kernel;
    private final LoadedProgram program;
    private final ProgramTypeModel model;
    private final PreparedProgram prepared;
    /** What ran last: {@link #prepared}, but for a run with a listener. */
    private PreparedProgram running;

    private final HandleState object;
    /** Null once it is closed. */
    private @Nullable Thread owner = Thread.currentThread();

    private final AddressSpace kernelMemory;
    private final AddressSpace userMemory;
    private final World world;
    private final boolean writesContext;
    private final boolean writesUserMemory;
    private final boolean asksForEvent;
    private final boolean leavesThings;
    private Region ownContext;
    private @Nullable RunPacket packet;
    private @Nullable ReplayInput inputOfPacket;
    private long returnValue;
    private @Nullable ExecutionFault fault;
    private boolean faultIsOfEnd;

    /** Called inside the kernel's confinement. */
    Replay(KernelState kernel, LoadedProgram program) {
        this.kernel = kernel;
        this.program = program;
        this.model = program.model();
        this.prepared = kernel.engine().prepare(program.executable(), program.environment());
        this.running = prepared;
        this.kernelMemory = kernel.kernelMemory();
        this.userMemory = kernel.userMemory();
        this.world = kernel.world();
        CalledHelpers called = CalledHelpers.of(program.image().instructions());
        this.writesContext = model.writesContext();
        this.writesUserMemory = called.mayInclude(HelperId.PROBE_WRITE_USER);
        this.asksForEvent = called.mayInclude(
                HelperId.GET_FUNC_IP, HelperId.GET_ATTACH_COOKIE, HelperId.GET_STACKID, HelperId.GET_STACK);
        this.leavesThings = called.mayInclude(HelperId.SPIN_LOCK)
                || program.executable().maps().stream().anyMatch(RingBufferMap.class::isInstance);
        this.ownContext = ProgramRunner.contextOf(program, new byte[0]);
        this.object =
                new HandleState(kernel, "replay of program '" + program.image().name() + "'", this);
        program.references().retain();
        kernel.confinement().enter();
    }

    /**
     * Prepares an event: its registers are the context, its memory, task and CPU are there during the run.
     *
     * @throws IllegalArgumentException if it cannot happen on this kernel, or the program is of a type that does not run for
     *     it
     */
    public ReplayInput input(KprobeEvent event) {
        checkUsable();
        EventScope.checkArch(kernel, event);
        if (event.cpu() < 0 || event.cpu() >= world.possibleCpus()) {
            throw new IllegalArgumentException("no CPU " + event.cpu() + "; there are " + world.possibleCpus());
        }
        return new ReplayInput(
                model.type(),
                ProgramRunner.contextOf(program, model.context(event)),
                EventMemory.Overlay.of(event.memory(), kernel.rules()),
                new ReplayInput.Moment(event.task(), event.cpu(), EventScope.describe(kernel, event)),
                null);
    }

    /**
     * Prepares the input of a test run, and the context of types that no kernel can test-run. The program runs in the
     * {@link EmulatedKernel#world} as it is at the time of the run.
     */
    public ReplayInput input(TestRun.Input input) {
        checkUsable();
        RunPacket sample = model.testRunPacket(input, kernel.target().arch().byteOrder());
        byte[] context = sample != null
                ? sample.context()
                : switch (model.type()) {
                    case KPROBE, TRACEPOINT, PERF_EVENT -> input.context().toArray();
                    default -> model.testRunContext(input);
                };
        return new ReplayInput(
                model.type(),
                ProgramRunner.contextOf(program, context),
                EventMemory.Overlay.of(MemoryImage.EMPTY, kernel.rules()),
                null,
                sample == null ? null : input);
    }

    /**
     * Runs the program once and returns r0, all 64 bits.
     *
     * @throws ExecutionFault if the program did what a verifier would have ruled out; {@link #result} says more
     */
    public long run(ReplayInput input) {
        checkUsable();
        running = prepared;
        return runPrepared(input);
    }

    /**
     * Runs the program once in the interpreter and shows every step: what to do with an input whose run was a surprise. The
     * result is what {@link #run} gives; maps are as the runs before have left them. A
     * {@link dev.probeproof.emulator.engine.Coverage Coverage} wants no steps, and compiled programs stay compiled for it.
     *
     * @throws ExecutionFault as {@link #run}
     */
    public long run(ReplayInput input, ExecutionListener listener) {
        checkUsable();
        running = new ListenedProgram(kernel.engine(), program.executable(), program.environment(), listener);
        return runPrepared(input);
    }

    private long runPrepared(ReplayInput input) {
        if (input.type() != model.type()) {
            throw new IllegalArgumentException("an input for programs of type " + input.type() + ", and "
                    + program.image().name() + " is of type " + model.type());
        }
        if (fault != null) {
            fault = null;
            faultIsOfEnd = false;
        }
        returnValue = 0;
        if (kernel.hasPrinted()) {
            kernel.takePrinted();
        }
        TestRun.Input bytes = input.packet();
        return bytes == null ? runOnContext(input) : runOnPacket(input, bytes);
    }

    private long runOnContext(ReplayInput input) {
        Region context = writesContext ? copied(input.context()) : input.context();
        if (kernel.parked() != null) {
            kernel.unpark();
        }
        ReplayInput.Moment moment = input.moment();
        if (moment == null) {
            return runOn(context, input);
        }
        Task taskBefore = world.task();
        CurrentEvent eventBefore = world.event();
        int cpuBefore = world.cpu();
        if (cpuBefore != moment.cpu()) {
            world.runOn(moment.cpu());
        }
        if (taskBefore != moment.task()) {
            world.enter(moment.task());
        }
        if (asksForEvent) {
            world.enter(moment.event());
        }
        try {
            return runOn(context, input);
        } finally {
            if (cpuBefore != moment.cpu()) {
                world.runOn(cpuBefore);
            }
            if (taskBefore != moment.task()) {
                world.enter(taskBefore);
            }
            if (asksForEvent) {
                world.enter(eventBefore);
            }
        }
    }

    private long runOnPacket(ReplayInput input, TestRun.Input bytes) {
        RunPacket present = packet;
        if (present == null || present != kernel.parked() || input != inputOfPacket || !present.restore()) {
            present = enterPacket(input, bytes);
        }
        kernel.packet(present);
        try {
            return runOn(ownContext, input);
        } finally {
            kernel.packet(null);
        }
    }

    private RunPacket enterPacket(ReplayInput input, TestRun.Input bytes) {
        kernel.unpark();
        RunPacket made = model.testRunPacket(bytes, kernel.target().arch().byteOrder());
        if (made == null) {
            throw new IllegalStateException("a packet for a program of type " + model.type());
        }
        made.enter(kernelMemory);
        kernel.park(made);
        packet = made;
        inputOfPacket = input;
        ownContext = ProgramRunner.contextOf(program, made.context());
        return made;
    }

    private long runOn(Region context, ReplayInput input) {
        Extents user = input.userMemory();
        kernel.heap().runBegins();
        try {
            kernelMemory.placeContext(context);
            kernelMemory.overlay(input.kernelMemory());
            if (user != Extents.NONE) {
                userMemory.overlay(writesUserMemory ? user.copy() : user);
            }
            long result = running.run(ProgramRunner.CONTEXT, 0);
            if (leavesThings) {
                checkLeftovers();
            }
            returnValue = result;
            return result;
        } catch (ExecutionFault thrown) {
            fault = thrown;
            ProgramRunner.takeLeftovers(kernel, program);
            throw thrown;
        } finally {
            kernelMemory.overlay(Extents.NONE);
            if (user != Extents.NONE) {
                userMemory.overlay(Extents.NONE);
            }
            kernelMemory.takeContext();
            kernel.heap().runEnds();
        }
    }

    private void checkLeftovers() {
        ExecutionFault left = ProgramRunner.takeLeftovers(kernel, program);
        if (left != null) {
            faultIsOfEnd = true;
            throw left;
        }
    }

    /** A context that the program may write to. */
    private Region copied(Region template) {
        byte[] bytes = template.bytes();
        if (ownContext.bytes().length != bytes.length) {
            ownContext = ProgramRunner.contextOf(program, bytes.clone());
        } else {
            System.arraycopy(bytes, 0, ownContext.bytes(), 0, bytes.length);
        }
        return ownContext;
    }

    /** Instructions that the last run executed. */
    public long executedInstructions() {
        return running.executedInstructions();
    }

    /** What came of the last run. */
    public ExecutionResult result() {
        int slot = fault == null || faultIsOfEnd ? -1 : running.faultSlot();
        return new ExecutionResult(returnValue, running.executedInstructions(), fault, slot);
    }

    /** What the last run wrote to {@code trace_pipe}, line by line; the first 10,000 lines of it. */
    public List<String> printed() {
        return kernel.printed();
    }

    /** The bytes of the packet after the last run; none if the program ran on no packet. */
    public byte[] packet() {
        return packet == null ? new byte[0] : packet.result();
    }

    private void checkUsable() {
        if (Thread.currentThread() == owner) {
            return;
        }
        object.checkOpen();
        if (owner != null) {
            throw new IllegalStateException("thread '" + Thread.currentThread().getName()
                    + "' uses a replay of thread '" + owner.getName() + "'; give each thread a kernel of its own");
        }
    }

    /** Gives the kernel back. A second time does nothing. */
    @Override
    public void close() {
        object.close(() -> {
            owner = null;
            kernel.unpark();
            program.references().release();
            kernel.confinement().leave();
        });
    }
}
