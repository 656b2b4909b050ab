// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import dev.probeproof.loader.event.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Everything a program can ask that is neither memory nor a map. Mutable between runs, still during one. */
public final class World {
    /** Lies in the kernel's half, and no memory is there: reading the task fails until a test puts one somewhere. */
    private static final long NO_TASK_STRUCT = 0xffff_e8ff_ffff_0000L;

    /** Signals that are kept; those after them are counted. */
    private static final int MAX_SIGNALS = 10_000;

    private final VirtualClock clock = new VirtualClock();
    private final RandomSource random = new RandomSource(0);
    private final FailedReads failedReads = new FailedReads();
    private final HeldLocks locks = new HeldLocks();
    private final List<SentSignal> signals = new ArrayList<>();
    private final int possibleCpus;
    private long signalsLost;
    private int cpu;
    private Task task = Task.DEFAULT;
    private long taskAddress = NO_TASK_STRUCT;
    private CgroupPath cgroup = CgroupPath.ROOT;
    private @Nullable PidNamespace pidNamespace;
    private @Nullable SequenceFile sequenceFile;
    private OptionalLong overridden = OptionalLong.empty();
    private CurrentEvent event = CurrentEvent.NONE;

    public World(int possibleCpus) {
        if (possibleCpus < 1) {
            throw new IllegalArgumentException("a kernel has at least one CPU, not " + possibleCpus);
        }
        this.possibleCpus = possibleCpus;
    }

    public VirtualClock clock() {
        return clock;
    }

    public RandomSource random() {
        return random;
    }

    public int possibleCpus() {
        return possibleCpus;
    }

    /** The CPU that programs run on, from 0. */
    public int cpu() {
        return cpu;
    }

    public void runOn(int newCpu) {
        if (newCpu < 0 || newCpu >= possibleCpus) {
            throw new IllegalArgumentException("no CPU " + newCpu + "; there are " + possibleCpus);
        }
        cpu = newCpu;
    }

    /** The current task. */
    public Task task() {
        return task;
    }

    public void enter(Task newTask) {
        task = newTask;
    }

    /** What {@code bpf_get_current_task} returns: the address of a {@code struct task_struct}. */
    public long taskAddress() {
        return taskAddress;
    }

    /** Says where the current task's structure lies; its bytes come with the event's memory. */
    public void placeTask(long address) {
        taskAddress = address;
    }

    /** What {@code bpf_get_current_cgroup_id} returns. */
    public long cgroupId() {
        return cgroup.id();
    }

    /** The cgroup of the current task, with those it lies in. */
    public CgroupPath cgroup() {
        return cgroup;
    }

    public void enter(CgroupPath newCgroup) {
        cgroup = newCgroup;
    }

    /** The pid namespace of the current task: the initial one unless another was entered. */
    public PidNamespace pidNamespace() {
        return pidNamespace == null ? PidNamespace.initial(task) : pidNamespace;
    }

    /** Holds for all tasks until another is entered; null is the initial one. */
    public void enter(@Nullable PidNamespace namespace) {
        pidNamespace = namespace;
    }

    /** As {@link #enter(CgroupPath)}, for one that lies right below the root. */
    public void enterCgroup(long id) {
        cgroup = CgroupPath.of(id);
    }

    /** The event that programs run for. */
    public CurrentEvent event() {
        return event;
    }

    public void enter(CurrentEvent newEvent) {
        event = newEvent;
    }

    /** What the iterator under way writes into, or null. */
    public @Nullable SequenceFile sequenceFile() {
        return sequenceFile;
    }

    public void open(@Nullable SequenceFile file) {
        sequenceFile = file;
    }

    /** The result that {@code bpf_override_return} put in the place of a function's own, since this was asked last. */
    public OptionalLong takeOverridden() {
        OptionalLong taken = overridden;
        overridden = OptionalLong.empty();
        return taken;
    }

    public void override(long result) {
        overridden = OptionalLong.of(result);
    }

    /** The spin locks that the program under way holds. */
    public HeldLocks locks() {
        return locks;
    }

    /** Where the program under way read and found nothing. */
    public FailedReads failedReads() {
        return failedReads;
    }

    /** The signals that programs sent, in order; the first 10,000 of them. */
    public List<SentSignal> signals() {
        return List.copyOf(signals);
    }

    /** How many signals programs sent after those of {@link #signals}. */
    public long signalsLost() {
        return signalsLost;
    }

    public void send(SentSignal signal) {
        if (signals.size() < MAX_SIGNALS) {
            signals.add(signal);
        } else {
            signalsLost++;
        }
    }
}
