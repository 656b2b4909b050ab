// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TargetKernelsTest {
    static List<Arch> archs() {
        return Archs.all();
    }

    /** A {@code struct pt_regs} as the table of the architecture describes it, but for one register. */
    private static Btf ptRegs(Arch arch, ByteOrder order, String moved, int by, int size) {
        return ptRegs(arch, order, moved, by, size, 8);
    }

    private static Btf ptRegs(Arch arch, ByteOrder order, String moved, int by, int size, int slotBytes) {
        BtfEditor editor = BtfEditor.empty(order);
        int u64 = editor.add(new BtfType.Int("unsigned long", slotBytes, false, false, false, 0, 8 * slotBytes));
        List<BtfType.Member> members = new ArrayList<>();
        for (Register register : arch.registers()) {
            String member = arch.ptRegsMember(register);
            int offset = slotBytes * (register.ptRegsOffset() + (register.name().equals(moved) ? by : 0));
            int bracket = member.indexOf('[');
            int dot = member.indexOf('.');
            if (bracket < 0 && dot < 0) {
                members.add(new BtfType.Member(member, u64, offset, 0));
            } else if (member.endsWith("[0]")) {
                int array = editor.add(new BtfType.Array(u64, u64, 32));
                members.add(new BtfType.Member(member.substring(0, bracket), array, offset, 0));
            } else if (member.equals("psw.mask")) {
                int psw = editor.add(new BtfType.Composite(
                        "",
                        false,
                        16,
                        List.of(new BtfType.Member("mask", u64, 0, 0), new BtfType.Member("addr", u64, 64, 0))));
                members.add(new BtfType.Member("psw", psw, offset, 0));
            }
        }
        int inner = editor.add(new BtfType.Composite("", false, size, members));
        editor.add(new BtfType.Composite("pt_regs", false, size, List.of(new BtfType.Member("", inner, 0, 0))));
        return editor.toBtf();
    }

    @ParameterizedTest
    @MethodSource("archs")
    void theRegistersTellTheArchitecture(Arch arch) {
        TargetKernel kernel =
                TargetKernels.of("k", "6.1", ptRegs(arch, arch.byteOrder(), "", 0, arch.ptRegsBytes() + 64));

        assertThat(kernel.arch()).isSameAs(arch);
        assertThat(kernel.name()).isEqualTo("k");
        assertThat(kernel.release()).isEqualTo("6.1");
        assertThat(PtRegsCheck.check(kernel)).isEmpty();
    }

    @Test
    void aRegisterElsewhereIsFound() {
        TargetKernel kernel =
                TargetKernels.of("k", "6.1", ptRegs(Archs.X86_64, ByteOrder.LITTLE_ENDIAN, "r10", 8, 176));

        assertThat(PtRegsCheck.check(kernel))
                .singleElement()
                .hasToString(
                        "register r10 is taken from byte 56 of struct pt_regs, but the kernel has 'r10' at byte 64");
    }

    @Test
    void theTableOfAnotherArchitectureIsFoundOut() {
        TargetKernel kernel = TargetKernels.of("k", "6.1", ptRegs(Archs.X86_64, ByteOrder.LITTLE_ENDIAN, "", 0, 168));

        assertThat(PtRegsCheck.check(kernel, Archs.ARM64))
                .hasSize(Archs.ARM64.registers().size())
                .filteredOn(difference -> difference.register().name().equals("sp"))
                .extracting(PtRegsCheck.Difference::actualOffset)
                .containsExactly(OptionalLong.of(152));
        assertThat(PtRegsCheck.check(kernel, Archs.RISCV64).get(0))
                .hasToString("register epc is taken from byte 0 of struct pt_regs, but the kernel has no member 'epc'");
    }

    @Test
    void typesOfAModuleAreNotTakenForAKernel() {
        Btf empty = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf();

        assertThatThrownBy(() -> TargetKernels.of("some.ko", "6.1", empty))
                .isInstanceOf(UnsupportedArchitectureException.class)
                .hasMessageStartingWith("kernel some.ko: its BTF has no struct pt_regs");
    }

    @Test
    void unknownRegistersAreRefused() {
        BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        int u32 = editor.add(new BtfType.Int("unsigned int", 4, false, false, false, 0, 32));
        int array = editor.add(new BtfType.Array(u32, u32, 18));
        editor.add(new BtfType.Composite("pt_regs", false, 72, List.of(new BtfType.Member("uregs", array, 0, 0))));

        assertThatThrownBy(() -> TargetKernels.of("arm", "6.1", editor.toBtf()))
                .isInstanceOf(UnsupportedArchitectureException.class)
                .hasMessageContaining("the registers of none of x86_64, arm64, riscv64, s390x, ppc64le");
    }

    @Test
    void aBigEndianRelativeIsRefused() {
        Btf ppc64 = ptRegs(Archs.PPC64LE, ByteOrder.BIG_ENDIAN, "", 0, 400);

        assertThatThrownBy(() -> TargetKernels.of("ppc64", "6.1", ppc64))
                .isInstanceOf(UnsupportedArchitectureException.class)
                .hasMessageContaining("names of ppc64le, but it is big-endian");
    }

    @Test
    void a32BitRelativeIsRefused() {
        Btf small = ptRegs(Archs.X86_64, ByteOrder.LITTLE_ENDIAN, "", 0, 84, 4);

        assertThatThrownBy(() -> TargetKernels.of("i386", "6.1", small))
                .isInstanceOf(UnsupportedArchitectureException.class)
                .hasMessageContaining("has 84 bytes instead of at least 168");
    }
}
