// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelException;

/** Programs that were loaded for their target: they are opened as raw tracepoints without a name, on every kernel that has them. */
final class TracedAttach implements AttachMechanism<AttachPoint.Traced> {
    private static final long NO_NAME = 0;

    private final Bpf bpf;

    TracedAttach(Bpf bpf) {
        this.bpf = bpf;
    }

    @Override
    public Class<AttachPoint.Traced> serves() {
        return AttachPoint.Traced.class;
    }

    @Override
    public OpenResources attach(int programFd, AttachPoint.Traced point) {
        long result = bpf.call(BpfAttribute.rawTracepointOpen(NO_NAME, programFd));
        if (result < 0) {
            throw new KernelException("attach to " + point, (int) -result, "");
        }
        OpenResources attachment = new OpenResources();
        attachment.add(Fd.own(bpf.syscalls(), result));
        return attachment;
    }
}
