// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.PerfEventAttribute;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.uapi.Errno;

/** Kernel functions through the perf event source {@code kprobe}. */
final class PerfEventKprobe implements AttachMechanism<AttachPoint.Kprobe> {
    private final PerfEvents events;
    private final ProbeSource source;

    PerfEventKprobe(PerfEvents events, KernelFiles files) {
        this.events = events;
        this.source = new ProbeSource(files, "kprobe");
    }

    @Override
    public Class<AttachPoint.Kprobe> serves() {
        return AttachPoint.Kprobe.class;
    }

    @Override
    public OpenResources attach(int programFd, AttachPoint.Kprobe point) {
        try (NativeArena arena = new NativeArena(events.syscalls())) {
            PerfEventAttribute event =
                    source.event(arena.text(point.function()), point.offsetBytes(), point.onReturn());
            return events.attach(event, -1, programFd, "attach to " + point, errno -> explain(errno, point));
        }
    }

    private static String explain(int errno, AttachPoint.Kprobe point) {
        if (errno == Errno.ENOENT.number() || errno == Errno.EINVAL.number()) {
            return "the kernel has no function '" + point.function() + "', or it cannot be probed there";
        }
        if (errno == Errno.EADDRNOTAVAIL.number()) {
            return "several functions are called '" + point.function() + "'";
        }
        return "";
    }
}
