// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;

/** Makes an object fit a kernel: every program with the functions it calls behind it, every reference resolved but maps. */
public final class Relocator {
    private Relocator() {}

    /**
     * Relocates every program, those with {@code autoload} off included. What cannot be relocated is listed as refused.
     */
    public static RelocatedObject relocate(BpfObject object, TargetKernel kernel) {
        throw new UnsupportedOperationException("not written yet");
    }
}
