// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;

/** Pointers to structs that a context gives by name. */
final class KernelStructs {
    private KernelStructs() {}

    /** A trusted pointer to that struct; refused where the kernel has no types. */
    static ContextAnswer trusted(ProgramSetting setting, String struct) {
        Btf types = setting.kernelTypes();
        return types == null
                ? ContextAnswer.refused()
                : types.find(BtfKind.STRUCT, struct)
                        .map(id -> ContextAnswer.of(ContextValue.btf(id, ContextValue.Flag.TRUSTED)))
                        .orElseGet(ContextAnswer::refused);
    }

    /** Bytes of the kernel's own struct, or what is told where the kernel has no types. */
    static int sizeOf(ProgramSetting setting, String struct, int otherwise) {
        Btf types = setting.kernelTypes();
        return types == null
                ? otherwise
                : types.find(BtfKind.STRUCT, struct)
                        .map(id -> (int) types.sizeOf(id))
                        .orElse(otherwise);
    }
}
