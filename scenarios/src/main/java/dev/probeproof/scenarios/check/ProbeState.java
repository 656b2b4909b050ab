// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.event.PtRegs;
import java.util.Optional;
import java.util.OptionalLong;

/** Registers and memory where a probe fires: made up, or of machine code that ran up to there. */
interface ProbeState {
    PtRegs registers();

    /** The address of a variable of the kernel. */
    OptionalLong symbol(String name);

    /** Bytes at an address, if they are mapped. */
    Optional<byte[]> read(long address, int sizeBytes);
}
