// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import dev.probeproof.loader.event.Task;

/** Everything a program can ask that is neither memory nor a map. Mutable between runs, still during one. */
public final class World {
    private final VirtualClock clock = new VirtualClock();
    private final RandomSource random = new RandomSource(0);
    private final int possibleCpus;
    private int cpu;
    private Task task = Task.DEFAULT;

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
}
