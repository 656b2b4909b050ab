// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

/** What a kernel may or may not be able to do. */
public enum KernelFeature {
    /** {@code probe_read_kernel} and {@code probe_read_user} as helpers of their own (5.5). */
    PROBE_READ_KERNEL("5.5"),
    /** Ring buffer maps (5.8). */
    RINGBUF("5.8"),
    /** BPF links for perf events (5.15). */
    PERF_LINK("5.15"),
    /** Kprobes through the perf PMU (4.17). */
    KPROBE_PMU("4.17"),
    /** Uprobes through the perf PMU (4.17). */
    UPROBE_PMU("4.17"),
    /** Names of maps and programs (4.15). */
    OBJECT_NAME("4.15"),
    /** Arrays that user space can map (5.5). */
    ARRAY_MMAP("5.5"),
    /** Function records in program BTF (5.0). */
    BTF_FUNC("5.0");

    private final String since;

    KernelFeature(String since) {
        this.since = since;
    }

    /** The first release that has it. */
    public String since() {
        return since;
    }
}
