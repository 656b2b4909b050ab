// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often each instruction of programs was executed. Given to runs as their listener, any number of them, of one kernel:
 * every engine counts the same, and compiled programs stay compiled.
 *
 * <p>For one thread at a time, as the kernel.
 */
public final class Coverage implements ExecutionListener {
    /** Counts that an engine keeps in a form of its own until somebody asks. */
    public interface Pending {
        /** Adds what was counted since the last time, by slot. */
        void addTo(long[] counts);
    }

    private final Map<Executable, long[]> counts = new IdentityHashMap<>();
    private final Map<Executable, Pending> pending = new IdentityHashMap<>();
    private @Nullable Executable current;
    private long[] countsOfCurrent = new long[0];

    /** The programs of which an instruction was executed, in no order. */
    public List<Executable> programs() {
        pending.keySet().forEach(this::countsOf);
        return List.copyOf(counts.keySet());
    }

    /**
     * How often the instruction at each slot was executed, one that faulted included; 0 for the second slot of a wide load.
     * What a helper does inside does not count, the callbacks it runs do.
     */
    public long[] counts(Executable program) {
        long[] known = countsOf(program);
        Pending more = pending.get(program);
        if (more != null) {
            more.addTo(known);
        }
        return known.clone();
    }

    /** For an engine: what it has counted of a program, and will. */
    public void include(Executable program, Pending counted) {
        pending.put(program, counted);
    }

    /** For an engine: nothing more will be counted of a program in this way. */
    public void settle(Executable program) {
        Pending last = pending.remove(program);
        if (last != null) {
            last.addTo(countsOf(program));
        }
    }

    private long[] countsOf(Executable program) {
        return counts.computeIfAbsent(
                program, each -> new long[each.instructions().size()]);
    }

    @Override
    public void programEntered(Executable program) {
        if (program != current) {
            current = program;
            countsOfCurrent = countsOf(program);
        }
    }

    @Override
    public void instruction(int slot, long[] registers) {
        // Running off the end is a fault at a slot that the program does not have.
        if (slot < countsOfCurrent.length) {
            countsOfCurrent[slot]++;
        }
    }
}
