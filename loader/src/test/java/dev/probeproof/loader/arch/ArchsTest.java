// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArchsTest {
    static List<Arch> archs() {
        return Archs.all();
    }

    @Test
    void registersLieWhereTheHeadersPutThem() throws IOException {
        List<String> expected;
        try (InputStream golden = ArchsTest.class.getResourceAsStream("/golden/arch/registers.txt")) {
            expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }

        List<String> actual = Archs.all().stream()
                .flatMap(arch -> arch.registers().stream().map(register -> line(arch, register)))
                .toList();

        assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String line(Arch arch, Register register) {
        String dwarf = register.dwarfNumber() < 0 ? "-" : Integer.toString(register.dwarfNumber());
        return String.join(
                " ",
                arch.name(),
                register.name(),
                Integer.toString(register.ptRegsOffset()),
                dwarf,
                arch.ptRegsMember(register));
    }

    @ParameterizedTest
    @MethodSource("archs")
    void namesOffsetsAndDwarfNumbersLeadBackToTheRegister(Arch arch) {
        Set<Integer> offsets = new HashSet<>();
        for (Register register : arch.registers()) {
            assertThat(arch.register(register.name())).contains(register);
            assertThat(arch.register("%" + register.name())).contains(register);
            assertThat(offsets.add(register.ptRegsOffset()))
                    .as(register.toString())
                    .isTrue();
            assertThat(register.ptRegsOffset() % 8).isZero();
            assertThat(register.ptRegsOffset() + 8).isLessThanOrEqualTo(arch.ptRegsBytes());
            if (register.dwarfNumber() >= 0) {
                assertThat(arch.dwarfRegister(register.dwarfNumber())).contains(register);
            }
        }
        assertThat(arch.dwarfRegister(RegisterTable.NO_DWARF)).isEmpty();
        assertThat(arch.register("nonsense")).isEmpty();
        assertThat(Archs.find(arch.name())).contains(arch);
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64, rdi, di",
        "x86_64, %rip, ip",
        "x86_64, eflags, flags",
        "x86_64, orig_rax, orig_ax",
        "arm64, x30, lr",
        "arm64, fp, x29",
        "riscv64, pc, epc",
        "riscv64, fp, s0",
        "s390x, sp, r15",
        "s390x, psw.addr, pswa",
        "ppc64le, r3, gpr3",
        "ppc64le, lr, link",
    })
    void knowsTheOtherNamesOfRegisters(String arch, String alias, String register) {
        assertThat(Archs.find(arch).orElseThrow().register(alias))
                .map(Register::name)
                .contains(register);
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, x86_64",
        "AMD64, x86_64",
        "x86-64, x86_64",
        "aarch64, arm64",
        "riscv, riscv64",
        "s390, s390x",
        "ppc64el, ppc64le",
        "powerpc64le, ppc64le",
    })
    void knowsTheOtherNamesOfArchitectures(String alias, String arch) {
        assertThat(Archs.find(alias)).map(Arch::name).contains(arch);
    }

    @Test
    void refusesUnknownArchitectures() {
        assertThat(Archs.find("mips64")).isEmpty();
        assertThat(Archs.find("")).isEmpty();
    }

    @Test
    void riscvRegistersAreAtEightTimesTheirDwarfNumber() {
        assertThat(Archs.RISCV64.register("a0").orElseThrow()).isEqualTo(new Register("a0", 80, 10));
    }

    @Test
    void onlyS390xIsBigEndian() {
        assertThat(Archs.all())
                .filteredOn(arch -> arch.byteOrder() == ByteOrder.BIG_ENDIAN)
                .containsExactly(Archs.S390X);
    }

    @Test
    void systemCallsOfX86TakeTheirFourthArgumentFromR10() {
        assertThat(Archs.X86_64.syscallArgumentRegisters())
                .extracting(Register::name)
                .containsExactly("di", "si", "dx", "r10", "r8", "r9");
        assertThat(Archs.X86_64.syscallNumber()).map(Register::name).contains("orig_ax");
    }

    @ParameterizedTest
    @CsvSource({"x86_64, 6, 8", "x86_64, 8, 24", "arm64, 8, 0", "riscv64, 9, 8", "s390x, 5, 160", "ppc64le, 8, 96"})
    void simpleArgumentsBeyondTheRegistersLieOnTheStack(String arch, int index, int offset) {
        assertThat(Archs.find(arch).orElseThrow().stackArgumentOffset(index)).isEqualTo(offset);
    }

    @Test
    void refusesTheMemberOfAForeignRegister() {
        Register foreign = Archs.ARM64.returnValue();

        assertThatThrownBy(() -> Archs.X86_64.ptRegsMember(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x0");
    }
}
