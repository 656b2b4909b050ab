// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.PerfEventAttribute;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.uapi.Errno;

/** Instructions of executables and libraries through the perf event source {@code uprobe}. */
final class PerfEventUprobe implements AttachMechanism<AttachPoint.Uprobe> {
    private final PerfEvents events;
    private final ProbeSource source;

    PerfEventUprobe(PerfEvents events, KernelFiles files) {
        this.events = events;
        this.source = new ProbeSource(files, "uprobe");
    }

    @Override
    public Class<AttachPoint.Uprobe> serves() {
        return AttachPoint.Uprobe.class;
    }

    @Override
    public OpenResources attach(int programFd, AttachPoint.Uprobe point) {
        try (NativeArena arena = new NativeArena(events.syscalls())) {
            long path = arena.text(point.file().toAbsolutePath().toString());
            PerfEventAttribute event = source.event(path, point.fileOffset(), point.onReturn());
            return events.attach(event, point.pid(), programFd, "attach to " + point, PerfEventUprobe::explain);
        }
    }

    private static String explain(int errno) {
        if (errno == Errno.ENOENT.number()) {
            return "there is no such file";
        }
        if (errno == Errno.EINVAL.number()) {
            return "the offset is outside the file, or it is not a regular file";
        }
        if (errno == Errno.ESRCH.number()) {
            return "there is no such process";
        }
        return "";
    }
}
