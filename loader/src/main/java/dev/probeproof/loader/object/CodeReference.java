// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

/**
 * What an instruction of a function refers to outside that function, by name. References stay symbolic until an image
 * is made; {@link #slot} counts from the first instruction of the function.
 */
public sealed interface CodeReference {
    /** Slot of the instruction in its function; the first slot of a 64-bit immediate load. */
    int slot();

    /** A 64-bit immediate load of a map. */
    record ToMap(int slot, String map) implements CodeReference {}

    /** A 64-bit immediate load of an address inside element 0 of a map, {@code offset} bytes from its start. */
    record ToMapValue(int slot, String map, int offset) implements CodeReference {}

    /**
     * A call of a function of {@code .text}, or a 64-bit immediate load of its address.
     *
     * @param textSlot where the function starts, in slots from the start of {@code .text}
     * @param function its name
     */
    record ToFunction(int slot, int textSlot, String function) implements CodeReference {}

    /**
     * A kernel symbol, kernel function or configuration value that only a kernel can supply.
     *
     * @param weak true if the program can do without it
     */
    record ToExtern(int slot, String name, boolean weak) implements CodeReference {}

    /**
     * A 64-bit immediate load of the address of a jump table, for an indirect jump.
     *
     * @param table its name in {@link BpfObject#jumpTables()}
     */
    record ToJumpTable(int slot, String table) implements CodeReference {}

    /**
     * A reference that cannot be followed when programs are put together. It spoils the programs that contain it, not the object.
     *
     * @param problem what is wrong, as a sentence without the place
     */
    record Unresolvable(int slot, String problem) implements CodeReference {}
}
