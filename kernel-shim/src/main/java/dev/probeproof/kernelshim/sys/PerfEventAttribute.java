// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.nio.ByteBuffer;

/**
 * {@code struct perf_event_attr}, as far as probes and perf buffers need it; what is not set is 0.
 *
 * @param type number of the event source
 * @param config what to count, in the source's own terms
 * @param sampleType what a record in the event's buffer holds
 * @param wakeupEvents after how many records a reader is woken
 * @param config1 probes: pointer to a function's name or a file's path
 * @param config2 probes: offset in the function or file
 */
public record PerfEventAttribute(int type, long config, long sampleType, int wakeupEvents, long config1, long config2) {
    /** The size of 4.17's structure: every field used here is in it, and newer kernels take it. */
    public static final int BYTES = 112;

    /** {@code PERF_FLAG_FD_CLOEXEC} of perf_event_open. */
    public static final long FLAG_FD_CLOEXEC = 8;

    /** {@code PERF_EVENT_IOC_ENABLE}. */
    public static final long IOCTL_ENABLE = 0x2400;

    private static final int TYPE_SOFTWARE = 1;
    private static final int TYPE_TRACEPOINT = 2;
    private static final int SOFTWARE_BPF_OUTPUT = 10;
    private static final int SAMPLE_RAW = 0x400;
    private static final long SAMPLE_EVERY_EVENT = 1;

    /** A kprobe or uprobe, by the type number of its source. */
    public static PerfEventAttribute probe(int type, long config, long target, long offset) {
        return new PerfEventAttribute(type, config, 0, 0, target, offset);
    }

    /** A tracepoint, by the number that tracefs gives it. */
    public static PerfEventAttribute tracepoint(int id) {
        return new PerfEventAttribute(TYPE_TRACEPOINT, id, 0, 0, 0, 0);
    }

    /** What programs write to by {@code bpf_perf_event_output}; wakes its reader for every record. */
    public static PerfEventAttribute bpfOutput() {
        return new PerfEventAttribute(TYPE_SOFTWARE, SOFTWARE_BPF_OUTPUT, SAMPLE_RAW, 1, 0, 0);
    }

    /**
     * Opens the event.
     *
     * @return a descriptor or a negative errno
     */
    public long open(Syscalls syscalls, int pid, int cpu) {
        try (NativeMemory memory = syscalls.allocate(BYTES)) {
            writeTo(memory.bytes());
            return syscalls.perfEventOpen(memory, pid, cpu, -1, FLAG_FD_CLOEXEC);
        }
    }

    private void writeTo(ByteBuffer bytes) {
        bytes.putInt(0, type).putInt(4, BYTES).putLong(8, config).putLong(16, SAMPLE_EVERY_EVENT);
        bytes.putLong(24, sampleType).putInt(48, wakeupEvents);
        bytes.putLong(56, config1).putLong(64, config2);
    }
}
