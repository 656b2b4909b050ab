// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import org.jspecify.annotations.Nullable;

/**
 * What a BTF-typed program is loaded for. Where the kernel has no such thing, instructions are as good as ever and can be
 * looked at; only loading needs it, and is refused then.
 *
 * @param name as the kernel's types call it, such as {@code btf_trace_sched_switch}; empty for none
 * @param module the module that has it; empty for the kernel itself
 * @param btfId of the function or typedef in the types of the kernel or of that module; 0 for none
 * @param problem why a program that needs a target has none, as a sentence; null if nothing is wrong
 */
public record AttachTarget(
        String name, String module, int btfId, @Nullable String problem) {
    /** For programs that a kernel loads without asking where they belong. */
    public static final AttachTarget NONE = new AttachTarget("", "", 0, null);

    /** A target that a kernel has. */
    public static AttachTarget of(String name, String module, int btfId) {
        return new AttachTarget(name, module, btfId, null);
    }

    /** A target that is needed and not there. */
    static AttachTarget missing(String name, String problem) {
        return new AttachTarget(name, "", 0, problem);
    }
}
