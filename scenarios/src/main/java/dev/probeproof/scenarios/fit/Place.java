// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.object.SourceLine;
import org.jspecify.annotations.Nullable;

/**
 * Where in an object something is needed.
 *
 * @param program the entry program
 * @param slot the instruction, counted from the start of the program with its functions behind it; -1 for the program as
 *     a whole
 * @param line the source line, if the object says
 */
public record Place(String program, int slot, @Nullable SourceLine line) {
    static Place program(String program) {
        return new Place(program, -1, null);
    }
}
