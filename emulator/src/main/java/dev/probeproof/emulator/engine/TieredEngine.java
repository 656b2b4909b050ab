// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Two engines, the second of which takes longer to begin and runs faster: a program begins in the first and goes over to the
 * second once that pays (docs/performance.md says how that was measured).
 */
public final class TieredEngine implements ExecutionEngine {
    /** Making a short program ready takes as long as some hundred interpreted runs of it. */
    private static final int RUNS = 1000;

    /** A long program pays sooner. */
    private static final long INSTRUCTIONS = 100_000;

    private final ExecutionEngine first;
    private final ExecutionEngine second;
    private final Map<Executable, Tiered> programs = new WeakHashMap<>();

    public TieredEngine(ExecutionEngine first, ExecutionEngine second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public ExecutionResult run(
            Executable program,
            ExecutionEnvironment environment,
            long r1,
            long r2,
            @Nullable ExecutionListener listener) {
        if (listener != null && !(listener instanceof Coverage)) {
            return first.run(program, environment, r1, r2, listener);
        }
        Tiered tiered = programs.get(program);
        if (tiered == null) {
            tiered = new Tiered();
            programs.put(program, tiered);
        }
        if (tiered.isHot()) {
            return second.run(program, environment, r1, r2, listener);
        }
        ExecutionResult result = first.run(program, environment, r1, r2, listener);
        tiered.count(result.executedInstructions());
        return result;
    }

    @Override
    public PreparedProgram prepare(Executable program, ExecutionEnvironment environment) {
        return new Prepared(program, environment);
    }

    /** How much a program has run. */
    private static final class Tiered {
        private int runs;
        private long instructions;

        boolean isHot() {
            return runs >= RUNS || instructions >= INSTRUCTIONS;
        }

        void count(long executed) {
            runs++;
            instructions += executed;
        }
    }

    private final class Prepared implements PreparedProgram {
        private final Executable program;
        private final ExecutionEnvironment environment;
        private final Tiered tiered = new Tiered();
        private PreparedProgram current;
        private boolean isSecond;

        Prepared(Executable program, ExecutionEnvironment environment) {
            this.program = program;
            this.environment = environment;
            this.current = first.prepare(program, environment);
        }

        @Override
        public long run(long r1, long r2) {
            return isSecond ? current.run(r1, r2) : runAndCount(r1, r2);
        }

        private long runAndCount(long r1, long r2) {
            if (tiered.isHot()) {
                current = second.prepare(program, environment);
                isSecond = true;
                return current.run(r1, r2);
            }
            try {
                return current.run(r1, r2);
            } finally {
                tiered.count(current.executedInstructions());
            }
        }

        @Override
        public long executedInstructions() {
            return current.executedInstructions();
        }

        @Override
        public int faultSlot() {
            return current.faultSlot();
        }
    }
}
