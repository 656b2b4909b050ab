// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.kernel.KernelSymbols;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutcomeTest {
    private static final long OBJECT = 0x1000;

    private static SyntheticContext context(Arch arch, int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        SyntheticContext context = new SyntheticContext(
                PtRegs.zero(arch).with(arch.argumentRegisters().get(0), OBJECT),
                new SyntheticSymbols(KernelSymbols.NONE, arch));
        context.add(new SyntheticContext.Block(OBJECT, content, "object", 0));
        return context;
    }

    private static Meaning at(Arch arch, int size, Meaning.End end) {
        return new Meaning(
                arch.argumentRegisters().get(0),
                List.of(new Meaning.Access("object", "", 0, 0, 0, size, AddressSpaceKind.KERNEL, "")),
                end);
    }

    @Test
    void extendsSignedNumbersAndNoOthers() {
        SyntheticContext context = context(Archs.X86_64, 0xfe, 0xff);

        assertThat(Outcome.of(at(Archs.X86_64, 2, new Meaning.Whole(2, true)), context))
                .isEqualTo(new Outcome.Number(-2));
        assertThat(Outcome.of(at(Archs.X86_64, 2, new Meaning.Whole(2, false)), context))
                .isEqualTo(new Outcome.Number(0xfffe));
    }

    @Test
    void readsNumbersInTheOrderOfTheArchitecture() {
        SyntheticContext context = context(Archs.S390X, 0x12, 0x34, 0x56, 0x78);

        assertThat(Outcome.of(at(Archs.S390X, 4, new Meaning.Whole(4, false)), context))
                .isEqualTo(new Outcome.Number(0x12345678));
    }

    @Test
    void countsBitsFromTheLowEndOnLittleEndian() {
        SyntheticContext context = context(Archs.X86_64, 0b1011_0000, 0b0000_0001);

        assertThat(Outcome.of(at(Archs.X86_64, 2, new Meaning.BitRun(4, 5, false)), context))
                .isEqualTo(new Outcome.Number(0b11011));
    }

    @Test
    void countsBitsFromTheHighEndOnBigEndian() {
        SyntheticContext context = context(Archs.S390X, 0b0000_1011, 0b1000_0000);

        assertThat(Outcome.of(at(Archs.S390X, 2, new Meaning.BitRun(4, 5, false)), context))
                .isEqualTo(new Outcome.Number(0b10111));
    }

    @Test
    void extendsSignedBitFields() {
        SyntheticContext context = context(Archs.X86_64, 0b0000_0110);

        assertThat(Outcome.of(at(Archs.X86_64, 1, new Meaning.BitRun(1, 2, true)), context))
                .isEqualTo(new Outcome.Number(-1));
    }

    @Test
    void needsNothingMappedBehindTheEndOfAText() {
        SyntheticContext context = context(Archs.X86_64, 'o', 'k', 0);

        assertThat(Outcome.of(at(Archs.X86_64, 0, new Meaning.Text(64)), context))
                .isEqualTo(new Outcome.Content(new byte[] {'o', 'k', 0}));
    }

    @Test
    void faultsWhereATextRunsIntoUnmappedMemory() {
        SyntheticContext context = context(Archs.X86_64, 'n', 'o');

        assertThat(Outcome.of(at(Archs.X86_64, 0, new Meaning.Text(64)), context))
                .isEqualTo(new Outcome.Fault(0, OBJECT + 2));
    }

    @Test
    void cutsATextThatIsTooLongAndEndsIt() {
        SyntheticContext context = context(Archs.X86_64, 'l', 'o', 'n', 'g', 'e', 'r');

        assertThat(Outcome.of(at(Archs.X86_64, 0, new Meaning.Text(4)), context))
                .isEqualTo(new Outcome.Content(new byte[] {'l', 'o', 'n', 0}));
    }
}
