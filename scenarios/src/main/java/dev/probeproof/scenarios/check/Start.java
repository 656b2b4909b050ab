// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.fetch.FetchValue;
import org.jspecify.annotations.Nullable;

/** Where the way of a {@link Meaning} starts: 64 bits that are the value, or the first pointer. Equal starts hold equal values. */
sealed interface Start {
    /** A register of the probe. */
    record Held(Register register) implements Start {
        @Override
        public String toString() {
            return "%" + register.name();
        }

        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Held that && register.equals(that.register);
        }

        @Override
        public int hashCode() {
            return register.hashCode();
        }
    }

    /** A number that is known before anything runs: a constant, the address of a variable of a program. */
    record Known(long value) implements Start {
        @Override
        public String toString() {
            return "0x" + Long.toHexString(value);
        }
    }

    /** The address of a variable of the kernel. */
    record Variable(String name) implements Start {
        @Override
        public String toString() {
            return "the address of " + name;
        }
    }

    /** The address of one CPU's copy of a variable. */
    record PerCpu(String name, int cpu) implements Start {
        @Override
        public String toString() {
            return "the address of CPU " + cpu + "'s " + name;
        }
    }

    /**
     * Bits of a variable that debug information puts into registers, computed values, constants or parts. Taken as given is
     * where that is, not how it is read.
     *
     * @param sizeBytes of the whole variable
     * @param firstBit in memory order, as the target's compiler counts
     */
    record Located(VariableLocation location, int sizeBytes, int firstBit, int widthBits) implements Start {
        /** A value that is computed. */
        static Located of(FetchValue value) {
            return new Located(new VariableLocation.Value(value), 8, 0, 64);
        }

        @Override
        public String toString() {
            return "what debug information says";
        }
    }

    /** The name of the current task. */
    record TaskName() implements Start {}

    /** Nowhere: debug information says that it is not there. */
    record Nowhere(String reason) implements Start {}
}
