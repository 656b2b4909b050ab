// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.Bytes;
import java.util.List;

/**
 * Global variables that the source puts into an arena, memory that programs and user space share ({@code __arena}):
 * section {@code .addr_space.1}. They are part of the object's only arena map, not a map of their own.
 *
 * @param map the arena's name in {@link BpfObject#maps()}
 * @param initial what the first bytes of the arena hold when programs start
 * @param variables by offset; their {@link GlobalVariable#map} is the arena
 */
public record ArenaContent(String map, Bytes initial, List<GlobalVariable> variables) {
    public ArenaContent {
        variables = List.copyOf(variables);
    }
}
