// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.util.List;

/** Every way to attach a program that is known here. */
public final class AttachMechanisms {
    private final List<AttachMechanism<?>> all;

    public AttachMechanisms(Bpf bpf, KernelFiles files) {
        PerfEvents events = new PerfEvents(bpf);
        all = List.of(
                new PerfEventKprobe(events, files),
                new PerfEventUprobe(events, files),
                new TracepointAttach(events, files),
                new RawTracepointAttach(bpf),
                new TracedAttach(bpf));
    }

    /** Attaches a program where the point says. */
    public OpenResources attach(int programFd, AttachPoint point) {
        for (AttachMechanism<?> mechanism : all) {
            if (mechanism.serves().isInstance(point)) {
                return attach(mechanism, programFd, point);
            }
        }
        throw new UnsupportedFeatureException("attaching to " + point, "no mechanism serves this kind of attach point");
    }

    private static <P extends AttachPoint> OpenResources attach(
            AttachMechanism<P> mechanism, int programFd, AttachPoint point) {
        return mechanism.attach(programFd, mechanism.serves().cast(point));
    }
}
