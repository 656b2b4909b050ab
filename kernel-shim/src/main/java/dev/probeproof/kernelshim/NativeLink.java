// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.ProgramHandle;

/** A program attached in the real kernel. */
final class NativeLink implements LinkHandle {
    private final ProgramHandle program;
    private final AttachPoint point;
    private final OpenResources attachment;
    private final OpenResources owner;
    private volatile boolean closed;

    NativeLink(ProgramHandle program, AttachPoint point, OpenResources attachment, OpenResources owner) {
        this.program = program;
        this.point = point;
        this.attachment = attachment;
        this.owner = owner;
        owner.add(this, this::close);
    }

    @Override
    public AttachPoint point() {
        return point;
    }

    @Override
    public ProgramHandle program() {
        return program;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        owner.remove(this);
        attachment.close();
    }
}
