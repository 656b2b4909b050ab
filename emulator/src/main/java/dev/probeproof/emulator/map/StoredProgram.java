// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.loader.uapi.ProgramType;

/** A loaded program, as a program array holds it. */
public interface StoredProgram {
    /** The number that the kernel knows it by, from 1. */
    int id();

    ProgramType type();

    ReferenceCount references();
}
