// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.relocate.AttachTarget;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;

/** Programs for tests that care about prologues only. */
final class Bodies {
    private Bodies() {}

    /** Returns 0. Without BTF, so that any arguments will do. */
    static RelocatedProgram returnsZero() {
        return new RelocatedProgram(
                "body",
                "kprobe",
                ProgramType.KPROBE,
                0,
                0,
                "GPL",
                0,
                Instructions.of(Insn.mov64(0, 0), Insn.exit()),
                List.of(),
                null,
                List.of(),
                List.of(),
                AttachTarget.NONE,
                List.of());
    }
}
