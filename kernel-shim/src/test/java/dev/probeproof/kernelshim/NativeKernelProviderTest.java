// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.BpfCommand;
import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.FeatureSupport.Missing;
import dev.probeproof.loader.kernel.FeatureSupport.Supported;
import dev.probeproof.loader.kernel.KernelProvider;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.verify;

class NativeKernelProviderTest {
    @Test
    void isFoundByName() {
        assertThat(ServiceLoader.load(KernelProvider.class))
                .filteredOn(provider -> provider.name().equals("native"))
                .hasSize(1);
    }

    @Test
    void givesTheReasonOnOtherSystemsWithoutACall() {
        NativeKernelProvider provider = new NativeKernelProvider("Windows 11", "amd64", () -> {
            throw new AssertionError("system calls were opened");
        });

        assertThat(provider.availability())
                .isEqualTo(new Missing("the kernel behind bpf(2) is Linux; this is Windows 11"));
        assertThatThrownBy(provider::open)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("the kernel of this machine: the kernel behind bpf(2) is Linux; this is Windows 11");
    }

    @Nested
    @EnabledOnOs(value = OS.LINUX, disabledReason = "asks whether system calls of Linux can be made")
    class OnLinux {
        private final FakeSyscalls fake = new FakeSyscalls();

        private FeatureSupport availabilityWhenMapCreationAnswers(long result) {
            fake.answer(BpfCommand.MAP_CREATE, result);
            return new NativeKernelProvider(
                            System.getProperty("os.name"), System.getProperty("os.arch"), fake::syscalls)
                    .availability();
        }

        @Test
        void isAvailableWhereAMapCanBeMadeAndClosesIt() {
            assertThat(availabilityWhenMapCreationAnswers(7)).isEqualTo(new Supported());
            verify(fake.syscalls()).close(7);
        }

        @Test
        void saysWhichRightsAreNeeded() {
            assertThat(availabilityWhenMapCreationAnswers(-Errno.EPERM.number()))
                    .isEqualTo(new Missing("bpf(2) answered EPERM (1) when asked for a map: "
                            + "run as root, or with CAP_BPF and CAP_PERFMON; "
                            + "containers and lockdown may forbid it, too"));
        }

        @Test
        void saysThatTheKernelLacksTheCall() {
            assertThat(availabilityWhenMapCreationAnswers(-Errno.ENOSYS.number()))
                    .isEqualTo(new Missing(
                            "bpf(2) answered ENOSYS (38) when asked for a map: this kernel was built without it"));
        }
    }
}
