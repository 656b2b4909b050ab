// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.kernel.VerifierRejectedException;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Map;

/** Hands instances to a kernel. */
public final class InstanceLoader {
    private InstanceLoader() {}

    /**
     * The kernel's verdict, after helpers that it lacks were replaced by older ones.
     *
     * @throws InstanceException with EINVAL for a program without type or instructions
     */
    public static ProgramLoadResult load(
            ProgramInstance instance, KernelBackend kernel, Map<String, MapHandle> maps, VerifierLogLevel log) {
        checkLoadable(instance);
        return kernel.load(HelperDowngrade.forKernel(instance.image(maps), kernel), log);
    }

    /**
     * The loaded instance.
     *
     * @throws VerifierRejectedException naming program, instance and points, if it was refused
     */
    public static ProgramHandle loadOrThrow(
            ProgramInstance instance, KernelBackend kernel, Map<String, MapHandle> maps, VerifierLogLevel log) {
        ProgramLoadResult result = load(instance, kernel, maps, log);
        if (result instanceof ProgramLoadResult.Rejected rejected) {
            throw new VerifierRejectedException(rejected, instance.label());
        }
        return result.orThrow();
    }

    private static void checkLoadable(ProgramInstance instance) {
        RelocatedProgram program = instance.program();
        if (program.type() == ProgramType.UNSPEC) {
            throw new InstanceException(
                    Errno.EINVAL,
                    "'" + program.name() + "' has no program type: section '" + program.section()
                            + "' does not say one");
        } else if (instance.instructions().isEmpty()) {
            throw new InstanceException(Errno.EINVAL, "'" + program.name() + "' has no instructions");
        }
    }
}
