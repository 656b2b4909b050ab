// SPDX-License-Identifier: MIT
package dev.probeproof.loader.footprint;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfSelection;
import java.util.List;

/** What everybody needs who does anything with the types of a kernel. */
public final class KernelFootprint {
    /** Their size is that of a pointer. */
    private static final List<String> LONG = List.of("long", "long int", "long unsigned int", "unsigned long");

    private KernelFootprint() {}

    /**
     * Chooses the registers, which tell the architecture, and a tag for user memory if there is any: where no pointer
     * is tagged, that says something about the compiler and nothing about the pointers. And integers as large as a
     * pointer, which tell how large that is.
     */
    public static void choose(BtfSelection selection) {
        selection.ask(BtfKind.STRUCT, "pt_regs").forEach(selection::keepWhole);
        for (String name : LONG) {
            selection.btf().findAll(BtfKind.INT, name).forEach(selection::keep);
        }
        List<Integer> tags = selection.btf().findAll(BtfKind.TYPE_TAG, "user");
        if (!tags.isEmpty()) {
            selection.keep(tags.get(0));
        }
    }
}
