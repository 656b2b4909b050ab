// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;

/** A program as user space holds it. */
final class EmulatedProgramHandle implements ProgramHandle {
    private final LoadedProgram program;
    private final HandleState object;

    EmulatedProgramHandle(KernelState kernel, LoadedProgram program) {
        this.program = program;
        this.object = new HandleState(kernel, "program '" + program.image().name() + "'", this);
    }

    @Override
    public ProgramImage image() {
        return program.image();
    }

    @Override
    public boolean isClosed() {
        return object.isClosed();
    }

    @Override
    public void close() {
        object.close(() -> program.references().release());
    }

    @Override
    public String toString() {
        return "program '" + image().name() + "'";
    }

    /** The program behind a handle of that kernel; refuses others, and closed ones. */
    static LoadedProgram in(KernelState kernel, ProgramHandle handle) {
        if (!(handle instanceof EmulatedProgramHandle ours)) {
            throw new IllegalArgumentException(
                    "program '" + handle.image().name() + "' is not a program of an emulated kernel, so not one of '"
                            + kernel.target().name() + "'");
        }
        ours.object.checkBelongsTo(kernel);
        ours.object.checkOpen();
        return ours.program;
    }
}
