// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.loader.insn.Instructions;
import java.util.List;

/**
 * A program ready to run: its instructions, and what the indexes in them mean. Two of these are never equal, however
 * alike: engines keep what they prepared for a program beside the program itself, for as long as it lives.
 */
public final class Executable {
    private final String name;
    private final Instructions instructions;
    private final List<EmulatedMap> maps;

    /**
     * @param name for messages
     * @param maps the maps that {@code ld_imm64} with pseudo source 5 and 6 names by index
     */
    public Executable(String name, Instructions instructions, List<EmulatedMap> maps) {
        this.name = name;
        this.instructions = instructions;
        this.maps = List.copyOf(maps);
    }

    public String name() {
        return name;
    }

    public Instructions instructions() {
        return instructions;
    }

    public List<EmulatedMap> maps() {
        return maps;
    }

    @Override
    public String toString() {
        return "program '" + name + "'";
    }
}
