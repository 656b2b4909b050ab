// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.kernel.VerifierRejectedException;
import dev.probeproof.loader.relocate.AttachTarget;
import dev.probeproof.loader.relocate.AttachTargets;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Map;

/** Hands instances to a kernel. */
public final class InstanceLoader {
    private InstanceLoader() {}

    /**
     * The kernel's verdict, after helpers that it lacks were replaced by older ones.
     *
     * @throws InstanceException with EINVAL for a program without type or instructions, or without the target that its
     *     type needs; ESRCH if the kernel does not have that target
     */
    public static ProgramLoadResult load(
            ProgramInstance instance, KernelBackend kernel, Map<String, MapHandle> maps, VerifierLogLevel log) {
        checkLoadable(instance);
        checkTarget(instance, kernel);
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

    private static void checkTarget(ProgramInstance instance, KernelBackend kernel) {
        RelocatedProgram program = instance.program();
        AttachTarget target = program.attach();
        if (target.problem() == null || instance.attributes().attachBtfId() != 0) {
            return;
        }
        List<String> nearest =
                AttachTargets.nearest(kernel.target(), program.type(), program.expectedAttachType(), target.name());
        throw new InstanceException(
                target.name().isEmpty() ? Errno.EINVAL : Errno.ESRCH,
                "cannot load program '" + program.name() + "' (" + program.section() + "): " + target.problem()
                        + Nearest.suffix(nearest));
    }
}
