// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

/** One program, loaded and ready to run on one input, in one engine. */
interface BenchEngine extends AutoCloseable {
    EngineKind kind();

    /** What came of the run that was made first. */
    Outcome outcome();

    /**
     * Runs it that often, each time on the same input, and takes notice of each result where it gets them one by one.
     *
     * @return nanoseconds that all runs took together
     */
    long sample(int runs);

    @Override
    void close();
}
