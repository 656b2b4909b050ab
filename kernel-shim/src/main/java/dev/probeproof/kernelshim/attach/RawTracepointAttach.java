// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;

/** Raw tracepoints: the descriptor that opens one is the link. */
final class RawTracepointAttach implements AttachMechanism<AttachPoint.RawTracepoint> {
    private final Bpf bpf;

    RawTracepointAttach(Bpf bpf) {
        this.bpf = bpf;
    }

    @Override
    public Class<AttachPoint.RawTracepoint> serves() {
        return AttachPoint.RawTracepoint.class;
    }

    @Override
    public OpenResources attach(int programFd, AttachPoint.RawTracepoint point) {
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            long result = bpf.call(BpfAttribute.rawTracepointOpen(arena.text(point.name()), programFd));
            if (result < 0) {
                boolean unknown = result == -Errno.ENOENT.number();
                throw new KernelException(
                        "attach to " + point, (int) -result, unknown ? "the kernel has no such tracepoint" : "");
            }
            OpenResources attachment = new OpenResources();
            attachment.add(Fd.own(bpf.syscalls(), result));
            return attachment;
        }
    }
}
