// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.program.BtfTarget;
import dev.probeproof.emulator.program.ProgramSetting;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.List;

/**
 * What is to be verified, and as which kernel.
 *
 * @param maps those of the image, in its order
 * @param logLevel the kernel's bit mask: 1 branches, 2 every instruction, 4 statistics only
 * @param cpus how many the kernel counts: numbers of CPUs are smaller
 */
public record VerifierRequest(
        ProgramImage image,
        List<VerifierMap> maps,
        TargetKernel target,
        KernelProfile profile,
        int logLevel,
        int cpus) {
    public VerifierRequest {
        maps = List.copyOf(maps);
    }

    /** The same with another log. */
    VerifierRequest withLogLevel(int level) {
        return new VerifierRequest(image, maps, target, profile, level, cpus);
    }

    /** What the program is loaded as. */
    ProgramSetting setting() {
        BtfTarget attachTarget = null;
        Btf types = target.btf();
        if (image.attachBtfId() != 0 && image.attachModule().isEmpty() && types != null) {
            attachTarget = BtfTarget.of(types, image.attachBtfId());
        }
        return new ProgramSetting(
                image.type(), image.expectedAttachType(), profile, image.flags(), attachTarget, types, target.arch());
    }
}
