// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Measures engines on one program by turns, so that what else the machine does meets all of them: samples of about three
 * milliseconds, of which the fastest counts, in two rounds. The fastest sample repeats on a busy machine; means do not.
 */
final class Race {
    private static final int ROUNDS = 2;
    private static final long SAMPLE_NANOS = 3_000_000;

    /** After so many runs a compiler has seen what there is to see. */
    private static final long WARM_RUNS = 200_000;

    /** How many times as long as usual warming up takes when the JVM never stops compiling. */
    private static final int PATIENCE = 4;

    private static final int MAX_BATCH = 1 << 24;

    private final Pace pace;

    /**
     * @param samples of each round and engine
     * @param warmUpNanos for which an engine runs before it is measured, or less
     * @param compiling see {@link Clocks}
     */
    record Pace(int samples, long warmUpNanos, LongSupplier compiling) {}

    Race(Pace pace) {
        this.pace = pace;
    }

    Map<EngineKind, Figures> run(List<BenchEngine> engines) {
        int[] batches = new int[engines.size()];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = warmUp(engines.get(i));
        }
        double[][] nanos = new double[engines.size()][ROUNDS * pace.samples()];
        long[] runs = new long[engines.size()];
        for (int sample = 0; sample < ROUNDS * pace.samples(); sample++) {
            for (int i = 0; i < batches.length; i++) {
                long took = engines.get(i).sample(batches[i]);
                nanos[i][sample] = (double) took / batches[i];
                runs[i] += batches[i];
                // What was compiled again meanwhile needs more runs to fill a sample.
                batches[i] = fitting(batches[i], took);
            }
        }
        Map<EngineKind, Figures> figures = new EnumMap<>(EngineKind.class);
        for (int i = 0; i < batches.length; i++) {
            figures.put(engines.get(i).kind(), Figures.of(nanos[i], runs[i]));
        }
        return figures;
    }

    /**
     * Returns how many runs make a sample. Ends when there were runs enough and the JVM has compiled nothing for a while: on
     * a busy machine its compilers lag behind by seconds. A kernel has compiled the program before it runs.
     */
    private int warmUp(BenchEngine engine) {
        long enough = engine.kind() == EngineKind.KERNEL ? 2 * SAMPLE_NANOS : pace.warmUpNanos();
        int batch = 1;
        long spent = 0;
        long runs = 0;
        long compiled = pace.compiling().getAsLong();
        long quietSince = 0;
        boolean isWarm;
        do {
            long took = engine.sample(batch);
            spent += took;
            runs += batch;
            batch = fitting(batch, took);
            long now = pace.compiling().getAsLong();
            quietSince = now == compiled ? quietSince : spent;
            compiled = now;
            isWarm = spent >= enough || runs >= WARM_RUNS && spent >= enough / 4;
        } while (!isWarm || spent - quietSince < enough / 4 && spent < PATIENCE * enough);
        return batch;
    }

    /** Grows step by step: the first runs are a hundred times slower than what follows. */
    private static int fitting(int batch, long took) {
        if (took >= SAMPLE_NANOS * 2 / 3 && took <= SAMPLE_NANOS * 4 / 3) {
            return batch;
        }
        long wanted = took == 0 ? 4L * batch : Math.min(4L * batch, batch * SAMPLE_NANOS / took);
        return (int) Math.max(1, Math.min(wanted, MAX_BATCH));
    }
}
