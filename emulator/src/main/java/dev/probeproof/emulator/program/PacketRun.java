// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.kernel.AttachPoint;

/** A type whose programs run on packets: by test runs alone, since nothing here sends or receives. */
interface PacketRun extends ProgramTypeModel {
    @Override
    default boolean attachesTo(AttachPoint point) {
        return false;
    }

    /** The verifier says which fields. */
    @Override
    default boolean writesContext() {
        return true;
    }
}
