// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry program with its functions linked behind it and everything relocated but the maps, which stay names.
 *
 * @param name the function's name
 * @param section the ELF section it was in
 * @param maps every instruction that names a map, ascending by slot
 * @param probes probe definitions that the source attached to the function, in source order
 */
public record RelocatedProgram(
        String name,
        String section,
        ProgramType type,
        int expectedAttachType,
        int flags,
        String license,
        int kernelVersion,
        Instructions instructions,
        List<MapReference> maps,
        @Nullable ProgramBtf btf,
        List<String> probes) {
    public RelocatedProgram {
        maps = List.copyOf(maps);
        probes = List.copyOf(probes);
    }
}
