// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.relocate.RelocatedProgram;
import java.util.List;
import java.util.Map;

/**
 * One loadable variant of a program: a prologue before the untouched body, and the probe points that it serves.
 *
 * @param index position among the instances of its program, from 0
 * @param prologue instructions before the body; empty for the plain program
 * @param layout how the prologue hands its results to the body
 */
public record ProgramInstance(
        RelocatedProgram program, int index, Instructions prologue, PrologueLayout layout, List<ProbePoint> points) {
    public ProgramInstance {
        points = List.copyOf(points);
    }

    /** What a kernel gets: map names become indexes, function and line records move behind the prologue. */
    public ProgramImage image(Map<String, MapHandle> maps) {
        throw new UnsupportedOperationException("not written yet");
    }
}
