// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

/**
 * What a BTF-typed program is loaded for.
 *
 * @param module the module that has it; empty for the kernel itself
 * @param btfId of the function or typedef in the types of the kernel or of that module; 0 for none
 */
public record AttachTarget(String module, int btfId) {
    /** For programs that a kernel loads without asking where they belong. */
    public static final AttachTarget NONE = new AttachTarget("", 0);
}
