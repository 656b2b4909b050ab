// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Engines whose times are made up: nothing is measured here. */
class RaceTest {
    private static final long MILLISECOND = 1_000_000;

    private final List<String> order = new ArrayList<>();
    private long compiled;

    /** A run takes what a function says of the number of the sample. */
    private final class MadeUp implements BenchEngine {
        private final EngineKind kind;
        private final LongUnaryOperator nanosPerRun;
        private int samples;
        private int largest;
        private long runs;

        MadeUp(EngineKind kind, LongUnaryOperator nanosPerRun) {
            this.kind = kind;
            this.nanosPerRun = nanosPerRun;
        }

        @Override
        public EngineKind kind() {
            return kind;
        }

        @Override
        public Outcome outcome() {
            return new Outcome(0, 0);
        }

        @Override
        public long sample(int count) {
            order.add(kind.label());
            largest = Math.max(largest, count);
            runs += count;
            return nanosPerRun.applyAsLong(samples++) * count;
        }

        @Override
        public void close() {}
    }

    private Map<EngineKind, Figures> race(int samples, long warmUpNanos, BenchEngine... engines) {
        return new Race(new Race.Pace(samples, warmUpNanos, () -> compiled)).run(List.of(engines));
    }

    @Test
    void theFastestSampleCountsAndTheOthersAreTheSpread() {
        MadeUp noisy = new MadeUp(EngineKind.COMPILER, sample -> sample % 10 == 3 ? 100 : 150);

        Figures figures = race(50, 0, noisy).get(EngineKind.COMPILER);

        assertThat(figures.nanosPerRun()).isEqualTo(100);
        assertThat(figures.spread()).isEqualTo(1.5);
        assertThat(figures.runsPerSecond()).isEqualTo(1e7, within(1.0));
    }

    @Test
    void enginesTakeTurns() {
        MadeUp slow = new MadeUp(EngineKind.INTERPRETER, sample -> 4 * MILLISECOND);
        MadeUp fast = new MadeUp(EngineKind.COMPILER, sample -> 3 * MILLISECOND);

        race(2, 0, slow, fast);

        assertThat(order.subList(2, order.size()))
                .containsExactly(
                        "interpreter",
                        "compiler",
                        "interpreter",
                        "compiler",
                        "interpreter",
                        "compiler",
                        "interpreter",
                        "compiler");
    }

    @Test
    void samplesOfShortProgramsHaveManyRuns() {
        MadeUp fast = new MadeUp(EngineKind.COMPILER, sample -> 10);

        race(60, 100 * MILLISECOND, fast);

        assertThat((double) fast.largest).isCloseTo(300_000, within(100_000.0));
    }

    @Test
    void samplesOfLongProgramsHaveOneRun() {
        MadeUp slow = new MadeUp(EngineKind.INTERPRETER, sample -> 50 * MILLISECOND);

        race(3, 0, slow);

        assertThat(slow.largest).isEqualTo(1);
        assertThat(slow.samples).isEqualTo(1 + 2 * 3);
    }

    @Test
    void warmingUpEndsWithTheTimeForIt() {
        MadeUp slow = new MadeUp(EngineKind.INTERPRETER, sample -> MILLISECOND);

        race(1, 100 * MILLISECOND, slow);

        assertThat(slow.runs).isBetween(100L, 112L);
    }

    @Test
    void warmingUpEndsWithTheRunsForIt() {
        MadeUp fast = new MadeUp(EngineKind.COMPILER, sample -> 1);

        race(1, 1000 * MILLISECOND, fast);

        assertThat(fast.runs).as("a quarter of the time").isBetween(250 * MILLISECOND, 300 * MILLISECOND);
    }

    @Test
    void warmingUpGoesOnWhileTheJvmCompiles() {
        MadeUp slow = new MadeUp(EngineKind.COMPILER, sample -> {
            compiled++;
            return MILLISECOND;
        });

        race(1, 100 * MILLISECOND, slow);

        assertThat(slow.runs).as("four times as long, at most").isBetween(400L, 415L);
    }
}
