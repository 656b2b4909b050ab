// SPDX-License-Identifier: MIT
package dev.probeproof.loader.footprint;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfSelection;
import java.util.List;

/** What everybody needs who does anything with the types of a kernel. */
public final class KernelFootprint {
    private KernelFootprint() {}

    /**
     * Chooses the registers, which tell the architecture, and a tag for user memory if there is any: where no pointer
     * is tagged, that says something about the compiler and nothing about the pointers.
     */
    public static void choose(BtfSelection selection) {
        selection.ask(BtfKind.STRUCT, "pt_regs").forEach(selection::keepWhole);
        List<Integer> tags = selection.btf().findAll(BtfKind.TYPE_TAG, "user");
        if (!tags.isEmpty()) {
            selection.keep(tags.get(0));
        }
    }
}
