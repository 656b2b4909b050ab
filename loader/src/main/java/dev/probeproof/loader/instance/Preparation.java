// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instructions;
import java.util.List;
import java.util.OptionalInt;

/** What an {@link InstanceCallback} wants done with an instance. */
public sealed interface Preparation {
    /**
     * Load these instructions. None at all mean the same as {@link Skip}.
     *
     * @param prologueSlots how many of them were put before the body; empty lets the loader see whether they end with
     *     the body unchanged. Function and line records follow the body; where neither tells, they are left out
     * @param moreMaps names of maps behind the program's own in the table that 64-bit immediate loads index
     */
    record Variant(
            Instructions instructions, OptionalInt prologueSlots, List<String> moreMaps, InstanceAttributes attributes)
            implements Preparation {
        public Variant {
            moreMaps = List.copyOf(moreMaps);
        }

        /** Instructions with the attributes of the program. */
        public static Variant of(Instructions instructions) {
            return new Variant(instructions, OptionalInt.empty(), List.of(), InstanceAttributes.NONE);
        }

        /** A changed body of the old length behind a prologue of that many slots. */
        public Variant withPrologueSlots(int slots) {
            return new Variant(instructions, OptionalInt.of(slots), moreMaps, attributes);
        }

        public Variant withMoreMaps(List<String> names) {
            return new Variant(instructions, prologueSlots, names, attributes);
        }

        public Variant withAttributes(InstanceAttributes newAttributes) {
            return new Variant(instructions, prologueSlots, moreMaps, newAttributes);
        }
    }

    /** Do not load this instance; its number stays empty. */
    record Skip() implements Preparation {}

    /**
     * Stop loading, with that code. Any code fails, positive ones too: in 2015 those went to the caller as they were,
     * and callers that asked for less than 0 took them for success.
     *
     * @param code not 0
     */
    record Failure(int code) implements Preparation {
        public Failure {
            if (code == 0) {
                throw new IllegalArgumentException("code 0 is no failure");
            }
        }
    }
}
