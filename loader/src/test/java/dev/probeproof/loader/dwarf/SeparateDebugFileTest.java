// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code callers-5}, its debug information in a file of its own, and what is left of it without. */
class SeparateDebugFileTest {
    private final ElfFile whole = Samples.elf("callers-5");
    private final ElfFile stripped = Samples.elf("callers-5.stripped");
    private final ElfFile debug = Samples.elf("callers-5.debug");

    @Test
    void theBuildIdStaysTheSameWhenTheDebugInformationIsMovedOut() {
        assertThat(SeparateDebugFile.buildId(whole))
                .hasValueSatisfying(id -> assertThat(id).hasSize(40));
        assertThat(SeparateDebugFile.buildId(stripped)).isEqualTo(SeparateDebugFile.buildId(whole));
        assertThat(SeparateDebugFile.buildId(debug)).isEqualTo(SeparateDebugFile.buildId(whole));
    }

    @Test
    void aStrippedProgramSaysWhereItsDebugInformationIs() {
        String id = SeparateDebugFile.buildId(stripped).orElseThrow();

        assertThat(SeparateDebugFile.places(stripped, Path.of("/usr/bin/callers")))
                .containsExactly(
                        Path.of("/usr/lib/debug/.build-id/" + id.substring(0, 2) + "/" + id.substring(2) + ".debug"),
                        Path.of("/usr/bin/callers-5.debug"),
                        Path.of("/usr/bin/.debug/callers-5.debug"),
                        Path.of("/usr/lib/debug/usr/bin/callers-5.debug"));
        assertThatThrownBy(() -> DebugInfo.open(stripped))
                .isInstanceOf(DwarfException.class)
                .hasMessageContaining("its debug information is in a file named 'callers-5.debug'")
                .hasMessageContaining("/usr/lib/debug/.build-id/" + id.substring(0, 2));
    }

    @Test
    void debugInformationOfAnotherBuildIsRefused() {
        ElfFile other = Samples.elf("callers-4");

        assertThatThrownBy(() -> SeparateDebugFile.requireOf(stripped, other))
                .isInstanceOf(DwarfException.class)
                .hasMessageContaining("of another build")
                .hasMessageContaining("install the debug information of that very build");
    }

    @Test
    void aFileWithoutCodeIsNoProgram() {
        assertThat(SeparateDebugFile.isDebugOnly(debug)).isTrue();
        assertThatThrownBy(() -> SeparateDebugFile.requireOf(debug, debug))
                .isInstanceOf(DwarfException.class)
                .hasMessageContaining("give the program that runs");
    }

    @Test
    void variablesAreWhereTheyAreInTheFileThatHasBoth() {
        DebugInfo apart = DebugInfo.open(debug);
        DebugInfo together = DebugInfo.open(whole);
        VariableLocator ofTwo = VariableLocator.ofProgram(apart, stripped, Archs.X86_64);
        VariableLocator ofOne = VariableLocator.ofProgram(together, Archs.X86_64);
        int compared = 0;
        for (DebugFunction function : together.functions(name -> true)) {
            for (FunctionInstance instance : function.instances()) {
                for (long at = instance.entryPc(); at < instance.ranges().get(0).high(); at++) {
                    CodeScopes one = together.scopesAt(at).orElseThrow();
                    CodeScopes two = apart.scopesAt(at).orElseThrow();
                    for (int i = 0; i < one.variables().size(); i++) {
                        assertThat(ofTwo.locate(two.variables().get(i), two))
                                .isEqualTo(ofOne.locate(one.variables().get(i), one));
                        compared++;
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(300);
    }

    @Test
    void aDamagedBuildIdIsNone() {
        byte[] bytes = stripped.bytes().toArray();
        ElfSection note = stripped.section(".note.gnu.build-id").orElseThrow();
        for (int at = 0; at < 8; at++) {
            bytes[(int) note.offset() + at] = (byte) 0xff;
        }

        assertThat(SeparateDebugFile.buildId(ElfReader.read(Bytes.wrap(bytes, "damaged"))))
                .isEmpty();
    }
}
