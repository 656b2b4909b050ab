// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.kernel.TargetKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.probeproof.loader.probe.TinyKernel.at;
import static dev.probeproof.loader.probe.TinyKernel.fetchOf;
import static dev.probeproof.loader.probe.TinyKernel.param;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** System calls that kernels wrap in functions of one parameter, the registers of the process. */
class SyscallWrapperTest {
    private static TargetKernel kernel(String arch, String wrapper) {
        Arch of = Archs.find(arch).orElseThrow();
        TinyKernel c = new TinyKernel(of);
        int registers = c.pointer(c.struct("pt_regs", 400, at(0, c.u64, "first")));
        c.function(wrapper + "openat", c.s64, param(registers, "regs"));
        c.function(wrapper + "nameless", c.s64, param(registers, "regs"));
        c.function(
                "__do_sys_openat",
                c.s64,
                param(c.s32, "dfd"),
                param(c.pointer(c.charType), "filename"),
                param(c.s32, "flags"),
                param(c.u16, "mode"));
        return c.build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // The first is the register of the wrapper's own parameter, then where it finds each argument.
                "x86_64;  __x64_sys_;          di;   +112; +104; +56",
                "x86_64;  __x64_compat_sys_;   di;   +112; +104; +56",
                "x86_64;  __ia32_sys_;         di;   +40;  +88;  +104",
                "x86_64;  __ia32_compat_sys_;  di;   +40;  +88;  +104",
                "arm64;   __arm64_sys_;        x0;   +0;   +8;   +24",
                "arm64;   __arm64_compat_sys_; x0;   +0;   +8;   +24",
                "riscv64; __riscv_sys_;        a0;   +280; +88;  +104",
                "s390x;   __s390x_sys_;        r2;   +156; +48;  +70",
                "s390x;   __s390_sys_;         r2;   +156; +48;  +70",
                "ppc64le; sys_;                gpr3; +24;  +32;  +48",
            })
    void argumentsByNameAreTwoHopsAwayOnEveryArchitecture(
            String arch, String wrapper, String register, String dfd, String filename, String mode) {
        TargetKernel kernel = kernel(arch, wrapper);
        String call = wrapper + "openat";

        assertThat(fetchOf(kernel, call + "(dfd)")).isEqualTo(register + " " + dfd + " Int[sizeBytes=4, signed=true]");
        assertThat(fetchOf(kernel, call + "(filename)"))
                .isEqualTo(register + " " + filename + " Int[sizeBytes=8, signed=false]");
        assertThat(fetchOf(kernel, call + "(mode)"))
                .isEqualTo(register + " " + mode + " Int[sizeBytes=2, signed=false]");
    }

    @Test
    void whatAnArgumentPointsToIsUserMemory() {
        TargetKernel kernel = kernel("x86_64", "__x64_sys_");

        assertThat(fetchOf(kernel, "__x64_sys_openat(filename:string)")).isEqualTo("di +104 u+0 Text[maxBytes=64]");
        assertThat(fetchOf(kernel, "__x64_sys_openat(filename:ustring)")).isEqualTo("di +104 u+0 Text[maxBytes=64]");
        assertThat(fetchOf(kernel, "__x64_sys_openat(filename[2])")).startsWith("di +104 u+2 ");
        assertThat(fetchOf(kernel, "__x64_sys_openat(filename@kernel:string)")).startsWith("di +104 +0 ");
    }

    @Test
    void withoutNamesInTheTypesArgumentsHaveNumbers() {
        TargetKernel kernel = kernel("x86_64", "__x64_sys_");

        assertThat(fetchOf(kernel, "__x64_sys_nameless($arg2:dec)")).startsWith("di +104 Int[sizeBytes=8");
        assertThat(fetchOf(kernel, "__x64_sys_nameless((int)$arg4)")).isEqualTo("di +56 Int[sizeBytes=4, signed=true]");
        assertThat(fetchOf(kernel, "__x64_sys_nameless($arg2:string)")).isEqualTo("di +104 u+0 Text[maxBytes=64]");
        assertThatThrownBy(() -> fetchOf(kernel, "__x64_sys_nameless(filename)"))
                .hasMessageContaining("no argument 'filename' of the system call in __x64_sys_nameless")
                .hasMessageContaining("write $arg1, $arg2 … with a cast");
        assertThatThrownBy(() -> fetchOf(kernel, "__x64_sys_nameless($arg7:dec)"))
                .hasMessageContaining("no argument '$arg7'");
    }

    @Test
    void anUnknownNameIsComparedWithThoseOfTheCall() {
        assertThatThrownBy(() -> fetchOf(kernel("x86_64", "__x64_sys_"), "__x64_sys_openat(filenam)"))
                .hasMessageContaining("in __x64_sys_openat(dfd, filename, flags, mode)")
                .hasMessageContaining("nearest: filename");
    }

    @Test
    void theWrappersOwnParameterKeepsItsName() {
        assertThat(fetchOf(kernel("arm64", "__arm64_sys_"), "__arm64_sys_openat(regs)"))
                .startsWith("x0 Int");
        assertThat(fetchOf(kernel("arm64", "__arm64_sys_"), "__arm64_sys_openat(regs->first)"))
                .startsWith("x0 +0 ");
    }

    @Test
    void aFunctionOfOneParameterThatWrapsNothingIsNoWrapper() {
        TinyKernel c = new TinyKernel(Archs.X86_64);
        int registers = c.pointer(c.struct("pt_regs", 168, at(0, c.u64, "first")));
        TargetKernel kernel =
                c.function("show_regs", 0, param(registers, "regs")).build();

        assertThatThrownBy(() -> fetchOf(kernel, "show_regs(dfd)")).hasMessageContaining("no parameter 'dfd'");
    }
}
