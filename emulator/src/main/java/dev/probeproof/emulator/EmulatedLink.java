// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.ProgramHandle;

/** A program attached to a point: holds the program, even when its handle is closed. */
final class EmulatedLink implements LinkHandle {
    private final AttachPoint point;
    private final long cookie;
    private final ProgramHandle handle;
    private final LoadedProgram program;
    private final AttachTable table;
    private final HandleState object;

    EmulatedLink(
            KernelState kernel,
            AttachTable table,
            AttachPoint point,
            long cookie,
            ProgramHandle handle,
            LoadedProgram program) {
        this.point = point;
        this.cookie = cookie;
        this.handle = handle;
        this.program = program;
        this.table = table;
        this.object =
                new HandleState(kernel, "link of program '" + program.image().name() + "' at " + point, this);
        program.references().retain();
        table.add(this);
    }

    @Override
    public AttachPoint point() {
        return point;
    }

    @Override
    public ProgramHandle program() {
        return handle;
    }

    /** What {@code bpf_get_attach_cookie} returns to it. */
    long cookie() {
        return cookie;
    }

    LoadedProgram loaded() {
        return program;
    }

    @Override
    public boolean isClosed() {
        return object.isClosed();
    }

    @Override
    public void close() {
        object.close(() -> {
            table.remove(this);
            program.references().release();
        });
    }

    @Override
    public String toString() {
        return "program '" + program.image().name() + "' at " + point;
    }
}
