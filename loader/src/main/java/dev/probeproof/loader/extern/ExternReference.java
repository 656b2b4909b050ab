// SPDX-License-Identifier: MIT
package dev.probeproof.loader.extern;

import dev.probeproof.loader.object.Extern;

/**
 * An instruction that uses something of the kernel, after it was looked up there. Configuration values are not among
 * them: they are a map by now.
 *
 * @param slot the instruction, counted from the start of the code it is in
 * @param module the module whose types have it; empty for the kernel itself
 * @param btfId its id in the types of the kernel or of that module, 0 for an address or for what the kernel lacks
 * @param missing true for a weak extern that this kernel does not have
 */
public record ExternReference(int slot, Extern extern, String module, int btfId, boolean missing) {
    /** The same reference after the code was placed {@code slots} further down. */
    public ExternReference shifted(int slots) {
        return new ExternReference(slot + slots, extern, module, btfId, missing);
    }
}
