// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import java.time.Duration;

/** The kernel's clocks, as inputs: they stand still until somebody advances them. */
public final class VirtualClock {
    /** Timer interrupts a second, as most distributions configure them. */
    private static final long HZ = 250;

    private static final long NANOS_PER_JIFFY = 1_000_000_000L / HZ;

    private long monotonicNanos;
    private long suspendedNanos;
    private long taiAtBootNanos;

    /** Nanoseconds since boot without suspended time, as {@code bpf_ktime_get_ns} returns. */
    public long monotonicNanos() {
        return monotonicNanos;
    }

    /** Nanoseconds since boot with suspended time, as {@code bpf_ktime_get_boot_ns} returns. */
    public long bootNanos() {
        return monotonicNanos + suspendedNanos;
    }

    /** Nanoseconds of international atomic time since 1970, as {@code bpf_ktime_get_tai_ns} returns. */
    public long taiNanos() {
        return taiAtBootNanos + bootNanos();
    }

    /** Timer interrupts since boot, at 250 a second. A real kernel starts counting five minutes below the 32-bit wrap. */
    public long jiffies() {
        return monotonicNanos / NANOS_PER_JIFFY;
    }

    public void set(Duration sinceBoot) {
        monotonicNanos = sinceBoot.toNanos();
    }

    public void advance(Duration step) {
        monotonicNanos += step.toNanos();
    }

    /** Lets time pass in suspension: only the boot clock and what hangs on it see it. */
    public void suspend(Duration step) {
        suspendedNanos += step.toNanos();
    }

    /** When the machine booted, in atomic time since 1970. */
    public void bootedAt(Duration tai) {
        taiAtBootNanos = tai.toNanos();
    }
}
