// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import org.jspecify.annotations.Nullable;

/**
 * A register that has a slot of 8 bytes in {@code struct pt_regs}.
 *
 * @param name the kernel's name without {@code %}, such as {@code di} or {@code x0}
 * @param ptRegsOffset byte offset of its slot in the context of a kprobe program
 * @param dwarfNumber its DWARF number, or -1 where it has none
 */
public record Register(String name, int ptRegsOffset, int dwarfNumber) {
    // Written out: those of the language are generated when first called, which takes longer than all their calls.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Register that
                && name.equals(that.name)
                && ptRegsOffset == that.ptRegsOffset
                && dwarfNumber == that.dwarfNumber;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + ptRegsOffset;
    }
}
