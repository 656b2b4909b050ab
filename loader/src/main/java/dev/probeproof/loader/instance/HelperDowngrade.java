// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;
import java.util.Map;

/**
 * Replaces helpers that came with 5.5 by the older ones, which read kernel and user memory alike. Runs on finished
 * images: what a preprocessor adds is downgraded too.
 */
final class HelperDowngrade {
    private static final Map<Integer, HelperId> OLDER = Map.of(
            HelperId.PROBE_READ_USER.number(), HelperId.PROBE_READ,
            HelperId.PROBE_READ_KERNEL.number(), HelperId.PROBE_READ,
            HelperId.PROBE_READ_USER_STR.number(), HelperId.PROBE_READ_STR,
            HelperId.PROBE_READ_KERNEL_STR.number(), HelperId.PROBE_READ_STR);

    private HelperDowngrade() {}

    /** The same image, or one with older helpers if the kernel is known to lack the newer ones. */
    static ProgramImage forKernel(ProgramImage image, KernelBackend kernel) {
        boolean affected = image.instructions().asList().stream().anyMatch(HelperDowngrade::isNewer);
        if (!affected || !(kernel.supports(KernelFeature.PROBE_READ_KERNEL) instanceof FeatureSupport.Missing)) {
            return image;
        }
        List<Instruction> older = image.instructions().asList().stream()
                .map(HelperDowngrade::older)
                .toList();
        return image.withInstructions(Instructions.of(older));
    }

    private static boolean isNewer(Instruction instruction) {
        return instruction.isCall() && instruction.src() == Opcode.HELPER_CALL && OLDER.containsKey(instruction.imm());
    }

    private static Instruction older(Instruction instruction) {
        return isNewer(instruction)
                ? instruction.withImm(OLDER.get(instruction.imm()).number())
                : instruction;
    }
}
