// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A program may read only the arguments that a raw tracepoint passes. Found by a tool whose check of the release was no longer
 * true on a stable kernel that had taken a later change.
 */
class RawTracepointAttachTest {
    private static final AttachPoint TWO_ARGUMENTS = new AttachPoint.RawTracepoint("sys_enter");

    @Test
    void theEmulatedKernelCountsArguments() {
        try (EmulatedKernel kernel = EmulatedKernel.on(Kernels.byName("6.12-amd64"))) {
            requireCounting(kernel);
        }
    }

    @Test
    void theRealKernelCountsArguments() {
        try (KernelBackend kernel = RealKernel.any().open()) {
            requireCounting(kernel);
        }
    }

    private static void requireCounting(KernelBackend kernel) {
        try (ProgramHandle second = reading(kernel, 8);
                LinkHandle link = kernel.attach(second, TWO_ARGUMENTS)) {
            assertThat(link).isNotNull();
        }
        try (ProgramHandle third = reading(kernel, 16)) {
            assertThatThrownBy(() -> kernel.attach(third, TWO_ARGUMENTS))
                    .isInstanceOfSatisfying(
                            KernelException.class,
                            refused -> assertThat(refused.errno()).isEqualTo(Errno.EINVAL.number()));
        }
    }

    private static ProgramHandle reading(KernelBackend kernel, int offset) {
        ProgramImage image = ProgramImage.of(
                "reads",
                ProgramType.RAW_TRACEPOINT,
                Assembler.assemble("r0 = *(u64 *)(r1 +" + offset + ")\nr0 = 0\nexit"),
                List.of());
        return kernel.load(image, VerifierLogLevel.ON_REJECTION).orThrow();
    }
}
