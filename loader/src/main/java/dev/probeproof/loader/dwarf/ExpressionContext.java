// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a location expression may refer to, at one address.
 *
 * @param space the memory that all of its dereferences read
 * @param probe the address, as in the file
 * @param frameBase the function's {@code DW_AT_frame_base} there, or null if it has none
 * @param cfa asked when an expression needs the canonical frame address
 */
record ExpressionContext(
        Arch arch,
        AddressSpaceKind space,
        UnitFacts unit,
        long probe,
        @Nullable Bytes frameBase,
        Supplier<Recovered> cfa,
        EntryValues entryValues,
        DataAddresses addresses,
        OtherVariables variables) {
    /** Variables that a location refers to. */
    interface OtherVariables {
        /** Nothing is known of them. */
        OtherVariables NONE = (offset, distance) -> Optional.empty();

        /**
         * What a pointer that was removed points to; empty if the compiler kept no value of that either.
         *
         * @param offset of the variable's DIE, from the start of {@code .debug_info}
         * @param distance in bytes from its start
         */
        Optional<VariableLocation.ImplicitPointer> pointer(long offset, long distance);
    }
}
