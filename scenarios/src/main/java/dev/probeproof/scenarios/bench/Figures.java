// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import java.util.Arrays;

/**
 * How fast an engine was.
 *
 * @param nanosPerRun CPU time of a run in the fastest sample
 * @param spread the 90th percentile of the samples over the fastest: 1.05 is a quiet machine
 * @param runs how many runs the samples had together
 */
public record Figures(double nanosPerRun, double spread, long runs) {
    /**
     * @param nanosPerRun of each sample, in any order
     */
    static Figures of(double[] nanosPerRun, long runs) {
        double[] sorted = nanosPerRun.clone();
        Arrays.sort(sorted);
        double fastest = sorted[0];
        double slow = sorted[Math.min(sorted.length - 1, sorted.length * 9 / 10)];
        return new Figures(fastest, fastest == 0 ? 1 : slow / fastest, runs);
    }

    public double runsPerSecond() {
        return nanosPerRun == 0 ? 0 : 1e9 / nanosPerRun;
    }
}
