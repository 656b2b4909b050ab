// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.object.SourceLine;
import org.jspecify.annotations.Nullable;

/**
 * Where in an object something is needed.
 *
 * @param name of the entry program, or of the map
 * @param slot the instruction, counted from the start of the program with its functions behind it; -1 for the program or
 *     map as a whole
 * @param line the source line, if the object says
 */
public record Place(
        Owner owner, String name, int slot, @Nullable SourceLine line) {
    /** What has the need. */
    public enum Owner {
        PROGRAM("program"),
        MAP("map");

        private final String word;

        Owner(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    static Place program(String name) {
        return new Place(Owner.PROGRAM, name, -1, null);
    }

    static Place map(String name) {
        return new Place(Owner.MAP, name, -1, null);
    }

    static Place insn(String program, int slot, @Nullable SourceLine line) {
        return new Place(Owner.PROGRAM, program, slot, line);
    }
}
