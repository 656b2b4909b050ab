// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AddressRulesTest {
    @ParameterizedTest
    @CsvSource({
        "x86_64,  0x00007ffffffff000, 0, true",
        "x86_64,  0x00007ffffffff000, 1, false",
        "x86_64,  0x00007fffffffefff, 1, true",
        "x86_64,  0xffffffffffffffff, 1, false",
        "arm64,   0x0000ffffffffffff, 1, true",
        "arm64,   0x0001000000000000, 1, false",
        "s390x,   0xffffffffffffff00, 1, true"
    })
    void saysWhatUserSpaceCanHave(String arch, String address, long size, boolean user) {
        assertThat(AddressRules.of(Archs.find(arch).orElseThrow())
                        .isUser(Long.parseUnsignedLong(address.substring(2), 16), size))
                .isEqualTo(user);
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64,  0xffff7fffffffffff, false",
        "x86_64,  0xffff800000000000, true",
        "x86_64,  0xffffffffff600000, false",
        "x86_64,  0xffffffffff601000, true",
        "arm64,   0xffff000000000000, true",
        "arm64,   0x0000ffffffffffff, false",
        "riscv64, 0x0000000000001000, true",
        "ppc64le, 0xc000000000000000, true",
        "ppc64le, 0xbfffffffffffffff, false",
        "s390x,   0x0000000000001000, true"
    })
    void saysWhereTheKernelReadsAtAll(String arch, String address, boolean reads) {
        assertThat(AddressRules.of(Archs.find(arch).orElseThrow())
                        .mayProbeKernel(Long.parseUnsignedLong(address.substring(2), 16)))
                .isEqualTo(reads);
    }

    @Test
    void givesNoAddressToBothSidesButOnS390() {
        for (Arch arch : Archs.all()) {
            AddressRules rules = AddressRules.of(arch);
            for (long address : List.of(0L, 0x1000L, 0x7fff_0000_0000L, 0xffff_8880_0000_0000L, -4096L)) {
                boolean both = rules.isUser(address, 8) && rules.isKernel(address);

                assertThat(both).as("%s 0x%x", arch.name(), address).isEqualTo(rules.separateSpaces());
            }
        }
    }
}
