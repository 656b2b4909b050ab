// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import java.time.Duration;

/** The kernel's clocks, as inputs: they stand still until somebody advances them. */
public final class VirtualClock {
    private long monotonicNanos;
    private long bootOffsetNanos;

    /** Nanoseconds since boot without suspended time, as {@code bpf_ktime_get_ns} returns. */
    public long monotonicNanos() {
        return monotonicNanos;
    }

    /** Nanoseconds since boot with suspended time, as {@code bpf_ktime_get_boot_ns} returns. */
    public long bootNanos() {
        return monotonicNanos + bootOffsetNanos;
    }

    public void set(Duration sinceBoot) {
        monotonicNanos = sinceBoot.toNanos();
    }

    public void advance(Duration step) {
        monotonicNanos += step.toNanos();
    }

    /** Lets time pass in suspension: only the boot clock sees it. */
    public void suspend(Duration step) {
        bootOffsetNanos += step.toNanos();
    }
}
