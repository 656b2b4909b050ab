// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.relocate.RelocatedProgram;
import java.util.List;

/** Makes several programs of one: a program and its probe points in, instances out. */
@FunctionalInterface
public interface InstancePreprocessor {
    List<ProgramInstance> prepare(RelocatedProgram program, List<ProbePoint> points, TargetKernel kernel);
}
