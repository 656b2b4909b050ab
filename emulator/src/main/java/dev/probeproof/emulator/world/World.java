// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import dev.probeproof.loader.event.Task;
import java.util.ArrayList;
import java.util.List;

/** Everything a program can ask that is neither memory nor a map. Mutable between runs, still during one. */
public final class World {
    /** Lies in the kernel's half, and no memory is there: reading the task fails until a test puts one somewhere. */
    private static final long NO_TASK_STRUCT = 0xffff_e8ff_ffff_0000L;

    /** The id of the root of the cgroup hierarchy, where tasks are that nobody moved. */
    private static final long ROOT_CGROUP = 1;

    /** Signals that are kept; those after them are counted. */
    private static final int MAX_SIGNALS = 10_000;

    private final VirtualClock clock = new VirtualClock();
    private final RandomSource random = new RandomSource(0);
    private final HeldLocks locks = new HeldLocks();
    private final List<SentSignal> signals = new ArrayList<>();
    private final int possibleCpus;
    private long signalsLost;
    private int cpu;
    private Task task = Task.DEFAULT;
    private long taskAddress = NO_TASK_STRUCT;
    private long cgroupId = ROOT_CGROUP;
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
        return cgroupId;
    }

    public void enterCgroup(long id) {
        cgroupId = id;
    }

    /** The event that programs run for. */
    public CurrentEvent event() {
        return event;
    }

    public void enter(CurrentEvent newEvent) {
        event = newEvent;
    }

    /** The spin locks that the program under way holds. */
    public HeldLocks locks() {
        return locks;
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
