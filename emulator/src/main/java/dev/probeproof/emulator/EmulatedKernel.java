// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.event.EventException;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.PerfEventArrayMap;
import dev.probeproof.emulator.map.RingBufferMap;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.emulator.object.KernelTask;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kernel in this JVM: maps, programs and links behave as in a real one, and nothing happens in it but what a test
 * delivers. Clock, CPU, task and randomness are inputs ({@link #world}); it opens no file and reads nothing of the host.
 *
 * <pre>{@code
 * try (EmulatedKernel kernel = EmulatedKernel.on(target)) {
 *     MapHandle opens = kernel.createMap(MapSpec.of("opens", MapType.HASH, 4, 8, 1024));
 *     ProgramHandle program = kernel.load(image, VerifierLogLevel.ON_REJECTION).orThrow();
 *     kernel.attach(program, new AttachPoint.Kprobe("do_sys_openat2", 0, false));
 *     List<ProgramRun> runs = kernel.deliver(KprobeEvent.at("do_sys_openat2", registers, memory));
 * }
 * }</pre>
 *
 * <p>{@link #load} gives the verdict that a kernel of the target's release gives, in its words; docs/limits.md says where it
 * is known to differ. Programs of types that cannot run here (LSM, say) are verified all the same, and so are those that
 * call functions of the kernel: running or attaching them throws an {@link UnsupportedFeatureException}.
 *
 * <p>Used by one thread at a time; a second one gets an {@link IllegalStateException} that names both.
 */
public final class EmulatedKernel implements KernelBackend {
    private final KernelState state;
    private final AttachTable attachments = new AttachTable();
    private final ProgramLoader loader;
    private final ProgramRunner runner;
    private final Happenings happenings;

    EmulatedKernel(KernelState state, boolean verifies) {
        this.state = state;
        this.loader = new ProgramLoader(state, verifies);
        this.runner = new ProgramRunner(state);
        this.happenings = new Happenings(state, attachments, runner);
    }

    /** A kernel as {@link EmulatedKernelBuilder} makes it by default. */
    public static EmulatedKernel on(TargetKernel target) {
        return builder(target).build();
    }

    public static EmulatedKernelBuilder builder(TargetKernel target) {
        return new EmulatedKernelBuilder(target);
    }

    @Override
    public TargetKernel target() {
        state.checkOpen();
        return state.target();
    }

    /** What programs can ask that is neither memory nor a map: set it between runs. */
    public World world() {
        return state.world();
    }

    /** By the release of the target: the emulator itself does not depend on it. */
    @Override
    public FeatureSupport supports(KernelFeature feature) {
        state.checkOpen();
        return state.release().has(feature.since())
                ? new FeatureSupport.Supported()
                : new FeatureSupport.Missing("Linux " + state.target().release() + " is older than " + feature.since());
    }

    /**
     * Makes a map, with the initial value of its definition, and frozen if that says so. Values take memory when they are
     * first touched, so a large map costs what is used of it. Of the types only special fields of values are looked at.
     */
    @Override
    public MapHandle createMap(MapSpec spec, @Nullable Btf types) {
        return within(() -> {
            boolean young = MapType.of(spec.type())
                    .filter(type -> !state.release().has(type.since()))
                    .isPresent();
            if (young) {
                throw new KernelException(
                        "create map '" + spec.name() + "'",
                        Errno.EINVAL,
                        "Linux " + target().release() + " has no map type "
                                + MapType.of(spec.type()).orElseThrow());
            }
            EmulatedMapHandle map = new EmulatedMapHandle(state, state.createMap(sized(spec), types));
            try {
                fill(map);
            } catch (RuntimeException refused) {
                map.close();
                throw refused;
            }
            return map;
        });
    }

    /** Pins live below {@code /sys/fs/bpf}, in memory, until the kernel is closed. */
    @Override
    public Optional<MapHandle> openPinnedMap(Path path) {
        return within(() -> state.pins().find(path).map(pinned -> new EmulatedMapHandle(state, pinned)));
    }

    @Override
    public void unpin(Path path) {
        within(() -> {
            state.pins().unpin(path);
            return true;
        });
    }

    @Override
    public int possibleCpus() {
        return state.world().possibleCpus();
    }

    @Override
    public int pageSizeBytes() {
        return RingBufferMap.PAGE_BYTES;
    }

    @Override
    public ProgramLoadResult load(ProgramImage image, VerifierLogLevel log) {
        return within(() -> loader.load(image, log));
    }

    /** Attaches anywhere that the program's type allows; if the target has symbols, a kprobe needs one of that name. */
    @Override
    public LinkHandle attach(ProgramHandle program, AttachPoint point) {
        return attach(program, point, 0);
    }

    @Override
    public LinkHandle attach(ProgramHandle program, AttachPoint point, long cookie) {
        return within(() -> {
            LoadedProgram loaded = runnable(program);
            AttachCheck.check(loaded, point, target());
            return new EmulatedLink(state, attachments, point, cookie, program, loaded);
        });
    }

    @Override
    public EventStream events(MapHandle buffer) {
        return within(() -> {
            EmulatedMap map = EmulatedMapHandle.in(state, buffer);
            if (map instanceof RingBufferMap ring) {
                return new RingBufferStream(state, ring);
            }
            if (map instanceof PerfEventArrayMap perf) {
                return new PerfBufferStream(state, perf);
            }
            throw new KernelException(
                    "read events of map '" + map.spec().name() + "'",
                    Errno.EINVAL,
                    "it is neither a ring buffer nor a perf event array");
        });
    }

    /**
     * Runs a program, on the CPU and in the task of the {@link #world}.
     *
     * @throws ExecutionFault if the program did what a verifier would have ruled out
     */
    @Override
    public TestRun.Output testRun(ProgramHandle program, TestRun.Input input) {
        return within(() -> {
            LoadedProgram loaded = runnable(program);
            RunPacket packet =
                    loaded.model().testRunPacket(input, target().arch().byteOrder());
            ProgramRun run = run(loaded, packet, input, null);
            for (int runs = 1;
                    packet != null && runs < input.repeat() && run.result().isComplete();
                    runs++) {
                run = runner.run(loaded, packet, null);
            }
            ExecutionFault fault = run.result().fault();
            if (fault != null) {
                throw fault;
            }
            byte[] data = packet == null ? new byte[0] : packet.result();
            return new TestRun.Output((int) run.result().returnValue(), Bytes.wrap(data, "test run"));
        });
    }

    /**
     * Lets an event happen: every program attached to its function runs, the newest first (of kretprobes the oldest, as in
     * kernels), with the event's registers as context, its memory mapped, on its CPU and in its task. All of that ends with the event; maps stay.
     *
     * @return one run for each program, faults included; empty if none is attached there
     */
    public List<ProgramRun> deliver(KprobeEvent event) {
        return within(() -> during(event, () -> {
            List<ProgramRun> runs = new ArrayList<>();
            for (EmulatedLink link : attachments.at(event)) {
                runs.add(runner.run(link.loaded(), link.loaded().model().context(event), link, null));
            }
            return runs;
        }));
    }

    /** Runs the programs attached to a tracepoint or raw tracepoint on a context, in the world as it is. */
    public List<ProgramRun> deliver(AttachPoint point, Bytes context) {
        return within(() -> {
            List<ProgramRun> runs = new ArrayList<>();
            for (EmulatedLink link : attachments.at(point)) {
                runs.add(runner.run(link.loaded(), context.toArray(), link, null));
            }
            return runs;
        });
    }

    /**
     * Runs one program for an event, attached or not.
     *
     * @param listener sees every step, or null
     */
    public ProgramRun run(ProgramHandle program, KprobeEvent event, @Nullable ExecutionListener listener) {
        return within(() -> {
            LoadedProgram loaded = runnable(program);
            return during(event, () -> runner.run(loaded, loaded.model().context(event), null, listener));
        });
    }

    /** A test run with everything that is known of it; a fault is a part of that. */
    ProgramRun run(
            ProgramHandle program,
            TestRun.Input input,
            Consumer<byte[]> packetAfter,
            @Nullable ExecutionListener listener) {
        return within(() -> {
            LoadedProgram loaded = runnable(program);
            RunPacket packet =
                    loaded.model().testRunPacket(input, target().arch().byteOrder());
            ProgramRun run = run(loaded, packet, input, listener);
            packetAfter.accept(packet == null ? new byte[0] : packet.result());
            return run;
        });
    }

    private ProgramRun run(
            LoadedProgram loaded,
            @Nullable RunPacket packet,
            TestRun.Input input,
            @Nullable ExecutionListener listener) {
        return packet == null
                ? runner.run(loaded, loaded.model().testRunContext(input), null, listener)
                : runner.run(loaded, packet, listener);
    }

    /**
     * A call of a function of the kernel, to be filled in: what is attached to its entry and to its return runs.
     *
     * @param place {@code vfs_read}, or {@code vfs_read+4} for one of its instructions
     * @throws EventException if the kernel has no such function
     */
    public FunctionCall call(String place) {
        return within(() -> FunctionCall.at(happenings, place));
    }

    /**
     * A tracepoint, to be filled in: tracepoint, raw_tp and tp_btf programs run.
     *
     * @param event {@code sched:sched_switch}; without its category where only the name counts
     * @throws EventException if the kernel has no such tracepoint
     */
    public TracepointHit tracepoint(String event) {
        return within(() -> TracepointHit.of(happenings, event));
    }

    /** A call in user space, to be filled in: uprobes run. */
    public UserCall userCall(Path file, long fileOffset) {
        return within(() -> new UserCall(happenings, file, fileOffset));
    }

    /** A sample of a perf event, to be filled in. */
    public Sample sample() {
        return within(() -> new Sample(happenings));
    }

    /** Makes a program ready to be run many times. */
    public Replay replay(ProgramHandle program) {
        return within(() -> new Replay(state, runnable(program)));
    }

    /**
     * What programs read and write: their stacks, contexts and map values, and the kernel memory of the event under way.
     * For listeners that look at memory during a run; between runs maps and {@link #objects} are left in it.
     */
    public AddressSpace kernelMemory() {
        return state.kernelMemory();
    }

    /** What programs read as memory of user space, where nothing is until somebody maps it. */
    public AddressSpace userMemory() {
        return state.userMemory();
    }

    /** Makes a task the one that programs run in, until another is; an event's own task goes on in its {@code task_struct}. */
    public void enter(KernelTask task) {
        state.confinement().within(() -> state.enter(task));
    }

    /** Makes objects of this kernel's types, for programs to read. They stay until the kernel is closed. */
    public KernelObjects objects() {
        return state.objects();
    }

    /** Has somebody look on at every run from now on, in place of whoever did before. Programs are interpreted then. */
    public void observe(RunObserver observer) {
        state.confinement().within(() -> state.observer(observer));
    }

    /**
     * A variable of this kernel, for programs that name it as a {@code __ksym}; of one that each CPU has, that of CPU 0.
     * Programs run once all variables that they name were asked for here, and read what was set.
     *
     * @throws dev.probeproof.emulator.object.KernelObjectException if the kernel's types describe no such variable
     */
    public KernelObject variable(String name) {
        return within(() -> given(state.variables().of(name), name));
    }

    /**
     * What a CPU has of a variable that each has, for {@code bpf_per_cpu_ptr} and {@code bpf_this_cpu_ptr}.
     *
     * @throws dev.probeproof.emulator.object.KernelObjectException if there is no such variable, or one for all CPUs
     */
    public KernelObject variable(String name, int cpu) {
        return within(() -> given(state.variables().of(name, cpu), name));
    }

    private KernelObject given(KernelObject variable, String name) {
        state.givenVariables().add(name);
        return variable;
    }

    /** Has an iterator program go through what is to be said, and collects what it writes. */
    public Iteration iterate(ProgramHandle program) {
        return within(() -> new Iteration(state, runner, runnable(program)));
    }

    /** What programs printed since this was asked last, as {@code trace_pipe} has it; at most the last 10,000 lines. */
    public List<String> takeTracePipe() {
        return within(state::takeTracePipe);
    }

    /** Closes everything that is still open, in reverse order. A second time does nothing. */
    @Override
    public void close() {
        state.confinement().within(() -> {
            if (state.markClosed()) {
                state.handles().closeAll();
                state.pins().clear();
            }
        });
    }

    @Override
    public String toString() {
        return "emulated kernel '" + state.target().name() + "'";
    }

    /**
     * @throws UnsupportedFeatureException if it could only be verified
     */
    private LoadedProgram runnable(ProgramHandle program) {
        LoadedProgram loaded = EmulatedProgramHandle.in(state, program);
        if (!loaded.model().isEmulated()) {
            throw new UnsupportedFeatureException(
                    "program type " + loaded.type() + " (program '"
                            + program.image().name() + "')",
                    "verified, but not emulated; docs/helpers.md lists what is. Use the native backend to run this program");
        }
        loaded.refuseKernelReferences(state.target(), state.givenVariables());
        return loaded;
    }

    /** Only a kernel knows how many CPUs an unsized perf event array is for. */
    private MapSpec sized(MapSpec spec) {
        boolean unsized = spec.type() == MapType.PERF_EVENT_ARRAY.number() && spec.maxEntries() == 0;
        return unsized ? spec.withMaxEntries(state.world().possibleCpus()) : spec;
    }

    private static void fill(EmulatedMapHandle map) {
        Bytes initial = map.spec().initialValue();
        if (initial != null) {
            map.update(new byte[map.spec().keySize()], initial.toArray(), MapHandle.ANY);
        }
        if (map.spec().frozen()) {
            map.freeze();
        }
    }

    private <T> T during(KprobeEvent event, Supplier<T> action) {
        EventScope scope = EventScope.enter(state, event);
        try {
            return action.get();
        } finally {
            scope.close();
        }
    }

    private <T> T within(Supplier<T> action) {
        return state.confinement().within(() -> {
            state.checkOpen();
            return action.get();
        });
    }
}
