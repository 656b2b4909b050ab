// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Optional;

/** The program types that are emulated: one line each. */
public final class ProgramTypes {
    private static final List<ProgramTypeModel> TABLE = List.of(
            new KprobeModel(),
            new TracepointModel(),
            new PerfEventModel(),
            new RawTracepointModel(),
            new SyscallModel());

    private ProgramTypes() {}

    /** The table, by the kernel's number. */
    public static List<ProgramTypeModel> all() {
        return TABLE;
    }

    /** The model of a type, if it is emulated. */
    public static Optional<ProgramTypeModel> find(ProgramType type) {
        return TABLE.stream().filter(model -> model.type() == type).findFirst();
    }
}
