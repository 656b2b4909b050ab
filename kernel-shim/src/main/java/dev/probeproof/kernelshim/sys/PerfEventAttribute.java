// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.NativeMemory;
import java.nio.ByteBuffer;

/**
 * {@code struct perf_event_attr}, as far as probes need it; what is not set is 0.
 *
 * @param type number of the event source
 * @param config what to count, in the source's own terms
 * @param config1 pointer to a function's name or a file's path
 * @param config2 offset in the function or file
 */
record PerfEventAttribute(int type, long config, long config1, long config2) {
    /** The size of 5.0's structure: every field used here is in it, and newer kernels take it. */
    static final int BYTES = 112;

    private static final long SAMPLE_EVERY_EVENT = 1;

    void writeTo(NativeMemory target) {
        ByteBuffer bytes = target.bytes();
        bytes.putInt(0, type).putInt(4, BYTES).putLong(8, config).putLong(16, SAMPLE_EVERY_EVENT);
        bytes.putLong(56, config1).putLong(64, config2);
    }
}
