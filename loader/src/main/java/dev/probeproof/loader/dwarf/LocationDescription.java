// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;

/** What debug information says about where something is at an address, before it is understood. */
public sealed interface LocationDescription {
    /**
     * An expression.
     *
     * @param bytes its operations, named by section and offset
     * @param unit the unit that its offsets and indexes count in
     * @param range the addresses it holds for; {@link #EVERYWHERE} if there is one for all
     */
    record Expression(Bytes bytes, CompilationUnit unit, AddressRange range) implements LocationDescription {}

    /** Always the same value: {@code DW_AT_const_value}. */
    record Constant(AttributeValue value) implements LocationDescription {}

    /**
     * None.
     *
     * @param elsewhere true if it has a location at other addresses, false if the compiler wrote none at all
     */
    record None(boolean elsewhere) implements LocationDescription {}

    /** The range of an expression without a list. */
    AddressRange EVERYWHERE = new AddressRange(0, -1);
}
