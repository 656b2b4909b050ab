// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.btf.Btf;
import org.jspecify.annotations.Nullable;

/**
 * What {@code attach_btf_id} names.
 *
 * @param btf the kernel's types, a module's, or those of the program that is extended or traced
 * @param typeId of the function, tracepoint or struct there
 * @param program how the program with those types is loaded; null if they are a kernel's
 */
public record BtfTarget(Btf btf, int typeId, @Nullable ProgramSetting program) {
    /** Something of a kernel. */
    public static BtfTarget of(Btf btf, int typeId) {
        return new BtfTarget(btf, typeId, null);
    }
}
