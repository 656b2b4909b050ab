// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchValue;

/** Where a walk starts, or starts again once a value had to be computed. */
sealed interface PathRootPlace {
    /**
     * Where a calling convention puts a parameter or a result.
     *
     * @param sizeBytes of its type
     */
    record Passed(ArgumentPlace place, long sizeBytes) implements PathRootPlace {}

    /**
     * In memory at an address: a variable of the kernel, an argument of a system call.
     *
     * @param leadsToUser a pointer there leads to user memory unless the path says otherwise
     */
    record AtAddress(FetchBase address, long offsetBytes, boolean leadsToUser) implements PathRootPlace {
        AtAddress(FetchBase address) {
            this(address, 0, false);
        }
    }

    /**
     * Where debug information puts a variable that does not lie in memory as a whole.
     *
     * @param sizeBytes of its type
     */
    record Located(VariableLocation location, long sizeBytes) implements PathRootPlace {}

    /** What a pointer that the compiler removed points to. */
    static PathRootPlace pointedTo(VariableLocation.ImplicitPointer pointer) {
        if (pointer.target() instanceof VariableLocation.Memory memory) {
            FetchValues.Place place = FetchValues.place(memory.address());
            return new AtAddress(FetchValues.base(place.pointer()), place.offset(), false);
        }
        return new Located(pointer.target(), pointer.sizeBytes());
    }

    /** A number of 64 bits that no place holds. */
    record Computed(FetchValue value) implements PathRootPlace {}
}
