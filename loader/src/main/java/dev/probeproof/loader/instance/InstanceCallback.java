// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.relocate.RelocatedProgram;

/** Makes one numbered instance of a program: the modern form of libbpf's {@code bpf_program_prep_t} (2015 to 2022). */
@FunctionalInterface
public interface InstanceCallback {
    /**
     * Called for each number in order. An exception stops loading like a {@link Preparation.Failure}.
     *
     * @param index from 0
     * @param instructions the program's final instructions, functions behind it included; 64-bit immediate loads of maps
     *     have an index (pseudo sources 5 and 6) into the program's distinct maps, in order of appearance. They are the
     *     same for every call: nothing that a callback does can leak into the next instance
     */
    Preparation prepare(RelocatedProgram program, int index, Instructions instructions);
}
