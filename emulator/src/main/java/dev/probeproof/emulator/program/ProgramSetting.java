// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a program is loaded as: everything about a load but its instructions.
 *
 * @param expectedAttachType the kernel's number, mostly 0
 * @param flags {@code BPF_F_*} of program loading
 * @param attachTarget what {@code attach_btf_id} names, if the load has one
 * @param kernelTypes the kernel's BTF; null for a kernel without, where what needs it is refused
 * @param arch of the kernel
 */
public record ProgramSetting(
        ProgramType type,
        int expectedAttachType,
        KernelProfile profile,
        int flags,
        @Nullable BtfTarget attachTarget,
        @Nullable Btf kernelTypes,
        Arch arch) {
    private static final int BPF_F_SLEEPABLE = 1 << 4;

    /** A program without attach type, flags or target, on an x86-64 kernel without BTF. */
    public static ProgramSetting of(ProgramType type, KernelProfile profile) {
        return new ProgramSetting(type, 0, profile, 0, null, null, Archs.X86_64);
    }

    public ProgramSetting withAttachType(AttachType attachType) {
        return new ProgramSetting(type, attachType.number(), profile, flags, attachTarget, kernelTypes, arch);
    }

    public ProgramSetting withTarget(BtfTarget target) {
        return new ProgramSetting(type, expectedAttachType, profile, flags, target, kernelTypes, arch);
    }

    public ProgramSetting withFlags(int newFlags) {
        return new ProgramSetting(type, expectedAttachType, profile, newFlags, attachTarget, kernelTypes, arch);
    }

    /** The attach type; empty for a number that {@link AttachType} does not know. */
    public Optional<AttachType> attachType() {
        return AttachType.of(expectedAttachType);
    }

    /** Whether that attach type was asked for. */
    public boolean attachesAs(AttachType attachType) {
        return expectedAttachType == attachType.number();
    }

    public boolean isSleepable() {
        return (flags & BPF_F_SLEEPABLE) != 0;
    }
}
