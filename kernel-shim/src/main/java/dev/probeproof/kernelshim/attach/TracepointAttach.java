// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.PerfEventAttribute;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import java.io.IOException;
import java.nio.file.Path;

/** Tracepoints by category and name, through the number that tracefs gives them. */
final class TracepointAttach implements AttachMechanism<AttachPoint.Tracepoint> {
    private final PerfEvents events;
    private final KernelFiles files;

    TracepointAttach(PerfEvents events, KernelFiles files) {
        this.events = events;
        this.files = files;
    }

    @Override
    public Class<AttachPoint.Tracepoint> serves() {
        return AttachPoint.Tracepoint.class;
    }

    @Override
    public OpenResources attach(int programFd, AttachPoint.Tracepoint point) {
        PerfEventAttribute event = PerfEventAttribute.tracepoint(id(point));
        return events.attach(event, -1, programFd, "attach to " + point, errno -> "");
    }

    private int id(AttachPoint.Tracepoint point) {
        try {
            Path tracefs = files.tracefs().orElseThrow(() -> notMounted(point));
            return files.tracepointId(tracefs, point.category(), point.name())
                    .orElseThrow(() -> new KernelException(
                            "attach to " + point, Errno.ENOENT, "tracefs lists no such tracepoint"));
        } catch (IOException unreadable) {
            throw new UnsupportedFeatureException("attaching to " + point, unreadable.toString());
        }
    }

    private static UnsupportedFeatureException notMounted(AttachPoint.Tracepoint point) {
        return new UnsupportedFeatureException(
                "attaching to " + point,
                "tracefs is not mounted, and only it knows the numbers of tracepoints;"
                        + " hint: mount -t tracefs tracefs /sys/kernel/tracing");
    }
}
