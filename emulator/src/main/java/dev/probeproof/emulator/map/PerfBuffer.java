// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

/** The perf buffer of one CPU: samples that wait for their reader. */
public final class PerfBuffer {
    /** 64 pages of data, as most tools ask for. */
    private static final int CAPACITY_BYTES = 64 * 4096;

    private static final int HEADER_BYTES = 8;
    private static final int SIZE_BYTES = 4;

    private final int cpu;
    private final Deque<byte[]> samples = new ArrayDeque<>();
    private int usedBytes;

    PerfBuffer(int cpu) {
        this.cpu = cpu;
    }

    int cpu() {
        return cpu;
    }

    /** False if there is no room. The kernel pads a sample so that it and its 4 bytes of size fill a multiple of 8. */
    boolean write(byte[] data) {
        int padded = (data.length + SIZE_BYTES + 7 & ~7) - SIZE_BYTES;
        int recordBytes = recordBytes(padded);
        if (usedBytes + recordBytes > CAPACITY_BYTES) {
            return false;
        }
        usedBytes += recordBytes;
        samples.add(Arrays.copyOf(data, padded));
        return true;
    }

    /** Hands over everything, oldest first; returns how many. */
    int drain(Consumer<byte[]> sink) {
        int count = 0;
        for (byte[] sample = samples.poll(); sample != null; sample = samples.poll()) {
            usedBytes -= recordBytes(sample.length);
            sink.accept(sample);
            count++;
        }
        return count;
    }

    private static int recordBytes(int paddedBytes) {
        return HEADER_BYTES + SIZE_BYTES + paddedBytes;
    }
}
