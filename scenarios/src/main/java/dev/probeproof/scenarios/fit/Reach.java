// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.relocate.RelocatedProgram;
import java.util.BitSet;
import java.util.List;

/** Which instructions of a program may run. */
final class Reach {
    private Reach() {}

    static BitSet of(RelocatedProgram program, List<MapSpec> maps) {
        BitSet all = new BitSet();
        all.set(0, program.instructions().size());
        return all;
    }
}
