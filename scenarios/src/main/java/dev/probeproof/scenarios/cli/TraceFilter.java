// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.trace.TraceSink;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Lets pass what is of the programs that somebody wants to see, and not more than so many instructions. */
final class TraceFilter implements TraceSink {
    private final TraceSink to;
    private final List<String> programs;
    private final long limit;
    private final Set<String> seen = new TreeSet<>();
    private long shown;
    private long leftOut;
    private int runs;
    private boolean wanted;

    TraceFilter(TraceSink to, List<String> programs, long limit) {
        this.to = to;
        this.programs = programs;
        this.limit = limit;
    }

    /** How many runs passed. */
    int runs() {
        return runs;
    }

    /** Instructions beyond the limit. */
    long leftOut() {
        return leftOut;
    }

    /** A program that never ran may be a slip of the pen. */
    void checkPrograms() {
        for (String program : programs) {
            if (!seen.isEmpty() && !seen.contains(program)) {
                throw new UsageException("no program '" + program + "' ran\n  those that did: "
                        + String.join(", ", seen) + Nearest.suffix(Nearest.of(program, List.copyOf(seen))));
            }
        }
    }

    private boolean isFull() {
        return limit > 0 && shown >= limit;
    }

    @Override
    public void step(int number, String title, String task) {
        if (!isFull()) {
            to.step(number, title, task);
        }
    }

    @Override
    public void runBegins(Run run) {
        seen.add(run.code().name());
        wanted = programs.isEmpty() || programs.contains(run.code().name());
        if (wanted) {
            runs++;
            if (!isFull()) {
                to.runBegins(run);
            }
        }
    }

    @Override
    public boolean isInterested() {
        return wanted && !isFull();
    }

    @Override
    public void skipped() {
        if (wanted) {
            leftOut++;
        }
    }

    @Override
    public void executed(Executed instruction) {
        shown++;
        to.executed(instruction);
    }

    @Override
    public void runEnded(RunEnd end) {
        if (wanted && leftOut == 0) {
            to.runEnded(end);
        }
    }
}
