// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.ExecutionEngine;
import dev.probeproof.emulator.helper.Helpers;
import dev.probeproof.emulator.helper.Mocks;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.FieldRules;
import dev.probeproof.emulator.map.MapHost;
import dev.probeproof.emulator.map.MapTypes;
import dev.probeproof.emulator.map.RingReservations;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.KernelHeap;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.emulator.object.KernelTask;
import dev.probeproof.emulator.object.KernelVariables;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all parts of one emulated kernel share: one object, one owner, gone when the kernel is closed. */
final class KernelState {
    /** Lines of {@code trace_pipe} that nobody has read; the oldest are lost beyond that. */
    private static final int MAX_TRACE_LINES = 10_000;

    /** Lines that are kept of one run; those after them are counted. */
    private static final int MAX_PRINTED_LINES = 10_000;

    private final SharedFindings findings;
    private final TargetKernel target;
    private final KernelRelease release;
    private final AddressRules rules;
    private final AddressSpace kernelMemory;
    private final AddressSpace userMemory;
    private final KernelHeap heap;
    private final KernelObjects objects;
    private final KernelVariables variables;
    private final World world;
    private final RingReservations reservations = new RingReservations();
    private final Helpers helpers;
    private final ExecutionEngine engine;
    private final Confinement confinement;
    private final OpenHandles handles = new OpenHandles();
    private final PinTable pins = new PinTable();
    private final Map<Long, EmulatedMap> maps = new HashMap<>();
    private final Deque<String> tracePipe = new ArrayDeque<>();
    private List<String> printed = new ArrayList<>();
    private long printedLost;
    private final Set<String> givenVariables = new HashSet<>();
    private @Nullable RunPacket packet;
    private @Nullable RunObserver observer;
    private @Nullable RunPacket parked;
    private int lastMapId;
    private int lastProgramId;
    private boolean closed;

    KernelState(TargetKernel target, World world, ExecutionEngine engine, long memoryLimitBytes) {
        this(new SharedFindings(target), world, engine, memoryLimitBytes, Mocks.NONE);
    }

    KernelState(SharedFindings findings, World world, ExecutionEngine engine, long memoryLimitBytes, Mocks mocks) {
        this.findings = findings;
        this.target = findings.target();
        this.release = KernelRelease.of(target.release());
        this.rules = AddressRules.of(target.arch());
        this.kernelMemory = new AddressSpace(target.arch().byteOrder());
        this.userMemory = new AddressSpace(target.arch().byteOrder());
        this.heap = new KernelHeap(kernelMemory, memoryLimitBytes);
        this.objects = new KernelObjects(findings.types(), heap);
        this.variables = new KernelVariables(target.btf(), target.name(), objects, world.possibleCpus());
        this.world = world;
        this.helpers = new Helpers(rules, reservations, mocks);
        this.engine = engine;
        this.confinement = new Confinement(target.name());
    }

    TargetKernel target() {
        return target;
    }

    SharedFindings findings() {
        return findings;
    }

    KernelRelease release() {
        return release;
    }

    AddressRules rules() {
        return rules;
    }

    AddressSpace kernelMemory() {
        return kernelMemory;
    }

    AddressSpace userMemory() {
        return userMemory;
    }

    KernelHeap heap() {
        return heap;
    }

    KernelObjects objects() {
        return objects;
    }

    KernelVariables variables() {
        return variables;
    }

    /** The names of the variables that somebody asked for, to set them. */
    Set<String> givenVariables() {
        return givenVariables;
    }

    /** Those that are there, in the order of their making. */
    List<EmulatedMap> maps() {
        return maps.values().stream()
                .sorted(Comparator.comparingInt(EmulatedMap::id))
                .toList();
    }

    World world() {
        return world;
    }

    Helpers helpers() {
        return helpers;
    }

    ExecutionEngine engine() {
        return engine;
    }

    Confinement confinement() {
        return confinement;
    }

    OpenHandles handles() {
        return handles;
    }

    PinTable pins() {
        return pins;
    }

    /**
     * @param types those of its keys and values, or null; a map that kernels refuse with types is made without
     */
    UserMap createMap(MapSpec spec, @Nullable Btf types) {
        boolean typed = types != null && (spec.keyTypeId() != 0 || spec.valueTypeId() != 0) && admits(spec, types);
        MapSpec made = !typed && FieldRules.needsTypes(spec)
                ? spec.change().types(0, 0).build()
                : spec;
        EmulatedMap map = MapTypes.create(made, lastMapId + 1, new MapHost(heap, world, reservations, release));
        lastMapId++;
        maps.put(map.address(), map);
        map.references().whenFreed(() -> maps.remove(map.address()));
        MapStruct.of(map, target).ifPresent(struct -> {
            kernelMemory.map(struct);
            map.references().whenFreed(() -> kernelMemory.unmap(struct));
        });
        return new UserMap(map, typed ? types : null, target);
    }

    private boolean admits(MapSpec spec, Btf types) {
        return FieldRules.refusal(spec, MapView.fieldsOf(spec, types, target), release)
                .isEmpty();
    }

    int nextProgramId() {
        return ++lastProgramId;
    }

    @Nullable
    EmulatedMap mapAt(long address) {
        return maps.get(address);
    }

    /** Makes a task the current one. */
    void enter(KernelTask task) {
        world.enter(task.task());
        world.placeTask(task.object().address());
    }

    /** What is current: to come back to. */
    record Current(Task task, long address) {}

    Current current() {
        return new Current(world.task(), world.taskAddress());
    }

    void restore(Current before) {
        world.enter(before.task());
        world.placeTask(before.address());
    }

    /** Who looks on at every run, or null. */
    @Nullable
    RunObserver observer() {
        return observer;
    }

    void observer(RunObserver newObserver) {
        observer = newObserver;
    }

    /** The packet of the run under way, or null. */
    @Nullable
    RunPacket packet() {
        return packet;
    }

    void packet(@Nullable RunPacket ofRun) {
        packet = ofRun;
    }

    /** A packet that is still mapped, so that the next run of a replay finds it there; or null. */
    @Nullable
    RunPacket parked() {
        return parked;
    }

    /** Leaves a packet mapped until somebody else needs its place. */
    void park(RunPacket left) {
        parked = left;
    }

    /** Takes away what a replay left mapped: everything else that runs programs begins with that. */
    void unpark() {
        RunPacket left = parked;
        if (left != null) {
            parked = null;
            left.leave();
        }
    }

    void print(String line) {
        if (printed.size() < MAX_PRINTED_LINES) {
            printed.add(line);
        } else {
            printedLost++;
        }
        if (tracePipe.size() == MAX_TRACE_LINES) {
            tracePipe.remove();
        }
        tracePipe.add(line);
    }

    /** What programs printed since {@link #takePrinted}: a copy. */
    List<String> printed() {
        return List.copyOf(printed);
    }

    /** Whether there is anything for {@link #takePrinted}. */
    boolean hasPrinted() {
        return !printed.isEmpty();
    }

    /** What programs printed since the last time, without the lines beyond {@link #MAX_PRINTED_LINES}. */
    List<String> takePrinted() {
        List<String> taken = printed;
        printed = new ArrayList<>();
        printedLost = 0;
        return taken;
    }

    /** How many lines {@link #takePrinted} will be without. */
    long printedLost() {
        return printedLost;
    }

    List<String> takeTracePipe() {
        List<String> lines = List.copyOf(tracePipe);
        tracePipe.clear();
        return lines;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("emulated kernel '" + target.name() + "' is closed");
        }
    }

    /** False if it was closed before. */
    boolean markClosed() {
        boolean wasOpen = !closed;
        closed = true;
        return wasOpen;
    }
}
