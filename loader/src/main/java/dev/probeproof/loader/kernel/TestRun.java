// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.bytes.Bytes;

/** {@code BPF_PROG_TEST_RUN}: what goes in and what comes out. */
public final class TestRun {
    private TestRun() {}

    /**
     * @param data packet bytes, or empty
     * @param context context bytes, or empty
     * @param repeat how often the program runs, at least once; each run finds the packet as the one before left it. Types
     *     that run on a context alone, raw tracepoints among them, refuse more than one run with EINVAL
     */
    public record Input(Bytes data, Bytes context, int repeat) {
        public Input {
            if (repeat < 1) {
                throw new IllegalArgumentException("a test run of " + repeat + " runs");
            }
        }

        /** For one run. */
        public Input(Bytes data, Bytes context) {
            this(data, context, 1);
        }

        /** The same for that many runs. */
        public Input repeated(int runs) {
            return new Input(data, context, runs);
        }
    }

    /**
     * @param returnValue the low 32 bits of r0, of the last run
     * @param data packet bytes after the last run
     * @param durationNanos what a run took in the mean by the kernel's own clock, cut to whole nanoseconds; 0 where nobody
     *     measures, as in the emulated kernel
     */
    public record Output(int returnValue, Bytes data, long durationNanos) {
        /** Of a run that nobody measured. */
        public Output(int returnValue, Bytes data) {
            this(returnValue, data, 0);
        }
    }
}
