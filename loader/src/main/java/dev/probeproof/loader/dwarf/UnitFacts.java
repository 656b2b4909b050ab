// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.Optional;

/** What a location expression needs to know of the unit that it is in. */
interface UnitFacts {
    /** DWARF version. */
    int version();

    int addressBytes();

    /** 4, or 8 in 64-bit DWARF. */
    int offsetBytes();

    /**
     * An entry of the unit's part of {@code .debug_addr}.
     *
     * @throws DwarfException if there is none
     */
    long debugAddress(long index);

    /** The base type at an offset in the unit. */
    Optional<BaseType> baseType(long unitOffset);

    /**
     * The location expression of an entry, for {@code DW_OP_call*}; empty if it has none.
     *
     * @param inUnit the offset counts from the unit, else from the section
     */
    Optional<Bytes> procedure(long offset, boolean inUnit);

    /** Bytes from the start of the section, of what lies at an offset in the unit. */
    long sectionOffset(long unitOffset);

    /** The name of an entry, for messages; the offset counts from the section. */
    Optional<String> nameOf(long sectionOffset);
}
