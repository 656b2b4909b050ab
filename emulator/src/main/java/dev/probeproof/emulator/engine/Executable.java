// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import dev.probeproof.loader.insn.Instructions;
import java.util.List;

/**
 * A program ready to run: its instructions, and what the indexes in them mean.
 *
 * @param maps addresses of the maps that {@code ld_imm64} with pseudo source 5 and 6 name by index
 */
public record Executable(String name, Instructions instructions, List<dev.probeproof.emulator.map.EmulatedMap> maps) {
    public Executable {
        maps = List.copyOf(maps);
    }
}
