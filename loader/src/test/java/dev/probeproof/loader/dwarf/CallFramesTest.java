// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CallFramesTest {
    /** Frames start at rsp + 8; from 0x1001 on at rsp + 16 with rbx saved below the return address; code ends at 0x1020. */
    private static final String SAMPLE = """
            0e000000 ffffffff 01 00 01 78 10 0c0708 9001
            19000000 00000000 0010000000000000 2000000000000000 41 0e10 8302
            """;

    private static final CallFrames FRAMES = frames(SAMPLE);

    private static CallFrames frames(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        Bytes content = Bytes.wrap(bytes, "sample").named(".debug_frame");
        return CallFrames.read(Archs.X86_64, AddressSpaceKind.KERNEL, List.of(new FrameSection(content, 0, false)));
    }

    private static String text(Recovered recovered) {
        return recovered instanceof Recovered.Known known
                ? TreeText.of(known.value())
                : "no: " + ((Recovered.Unknown) recovered).reason();
    }

    @ParameterizedTest
    @CsvSource({
        "0x1000, (sp ADD 8)",
        "0x1001, (sp ADD 16)",
        "0x101f, (sp ADD 16)",
        "0x1020, no: the file has no call frame information for this address",
        "0xfff,  no: the file has no call frame information for this address"
    })
    void frameStartsWhereTheRowOfTheAddressSays(String address, String expected) {
        assertThat(text(FRAMES.cfaAt(Long.decode(address), false))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"bx, k64[sp]", "bp, bp", "sp, (sp ADD 16)", "di, no: the function need not keep di of its caller"})
    void registerOfTheCallerIsSavedKeptOrGone(String register, String expected) {
        assertThat(text(FRAMES.registerInCaller(
                        0x1005, Archs.X86_64.register(register).orElseThrow())))
                .isEqualTo(expected);
    }

    @Test
    void returnAddressLiesBelowTheFrame() {
        assertThat(text(FRAMES.returnAddress(0x1005))).isEqualTo("k64[(sp ADD 8)]");
    }

    @ParameterizedTest
    @CsvSource({
        "bx, k64[sp]",
        "r12, r12",
        "sp, (sp ADD 8)",
        "di, 'no: it is the value of di at entry, which nobody kept'"
    })
    void valueAtEntryIsKnownOfWhatAFunctionMustGiveBack(String register, String expected) {
        EntryValues values = FRAMES.entryValues(0x1005, false, EntryValues.LOST);

        assertThat(text(values.atEntry(Archs.X86_64.register(register).orElseThrow())))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"x86_64,  (sp ADD 8)", "arm64,   sp", "riscv64, sp", "s390x,   (r15 ADD 160)", "ppc64le, gpr1"})
    void withoutFramesTheAbiSaysWhereOneStartsAtTheEntry(String name, String expected) {
        Arch arch = Archs.find(name).orElseThrow();
        CallFrames none = CallFrames.read(arch, AddressSpaceKind.USER, List.of());

        assertThat(text(none.cfaAt(0x1234, true))).isEqualTo(expected);
        assertThat(text(none.cfaAt(0x1234, false)))
                .isEqualTo("no: the file has no call frame information for this address");
    }

    @Test
    void damagedSectionIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> frames(SAMPLE.replace("19000000 00000000", "19000000 00000100")))
                .isInstanceOf(DwarfException.class)
                .hasMessageContaining("refers to a CIE outside of the section");
        assertThatThrownBy(() -> frames(SAMPLE.replace("ffffffff 01", "ffffffff 07")))
                .isInstanceOf(DwarfException.class)
                .hasMessageContaining("call frame information of version 7");
    }
}
