// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DebugInfoTest {
    @Test
    void everyInlinedCopyIsFoundWithTheFunctionsAroundIt() {
        DebugFunction scaled = Samples.function(Samples.open("two-units-5"), "scaled");

        assertThat(scaled.instances()).isEmpty();
        assertThat(scaled.inlined().get(0).callers().stream()
                        .map(die -> die.name().orElseThrow()))
                .containsExactly("entry", "twice");
        assertThat(scaled.inlined().get(0).callSite()).contains(new SourceLine("/samples/sample.c", 29, 9));
    }

    @Test
    void staticFunctionsOfOneNameInTwoUnitsAreTwoFunctions() {
        assertThat(Samples.open("two-units-5").functions("hidden"))
                .hasSize(2)
                .noneMatch(DebugFunction::isExternal)
                .extracting(function -> function.file().orElseThrow())
                .containsExactly("/samples/sample.c", "/samples/second.c");
    }

    @Test
    void anOptimizedCloneKeepsItsNameInTheSourceAndShowsTheOneOfItsSymbol() {
        DebugFunction clone = Samples.function(Samples.open("two-units-lto"), "hidden");

        assertThat(clone.name()).isEqualTo("hidden");
        assertThat(clone.instances().get(0).symbols()).containsExactly("hidden.isra.0");
    }

    @Test
    void copiesOfOneFunctionMayLackVariablesThatOthersHaveAndStillNameThem() {
        DebugFunction scaled = Samples.function(Samples.open("two-units-5"), "scaled");

        assertThat(scaled.inlined())
                .allSatisfy(copy -> assertThat(
                                CodeScopes.around(copy.die(), copy.entryPc()).variables())
                        .extracting(DebugVariable::name)
                        .containsExactly("pair", "factor", "product"));
    }

    @Test
    void theInnermostVariableOfANameHidesTheOthers() {
        DebugInfo info = Samples.open("gcc-O0-5.o");
        long inside = info.addressesOf("sample.c", 21).get(0);

        assertThat(info.scopesAt(inside)
                        .orElseThrow()
                        .variable("step")
                        .orElseThrow()
                        .line())
                .hasValue(20);
        assertThat(info.scopesAt(info.addressesOf("sample.c", 19).get(0))
                        .orElseThrow()
                        .variable("step")
                        .orElseThrow()
                        .line())
                .hasValue(18);
    }

    @Test
    void aVariableOfTheFileIsFoundBehindTheLocalOnes() {
        DebugInfo info = Samples.open("two-units-5");
        long entry = Samples.function(info, "entry").instances().get(0).entryPc();

        assertThat(info.scopesAt(entry)
                        .orElseThrow()
                        .variable("total")
                        .orElseThrow()
                        .isParameter())
                .isFalse();
    }

    @Test
    void theCallsOfAFunctionAreFoundInOtherUnitsToo() {
        DebugInfo info = Samples.open("two-units-5");
        Die external = Samples.function(info, "external").instances().get(0).die();

        assertThat(info.callSites(external))
                .extracting(call -> call.scopes().function().name().orElseThrow())
                .containsExactlyInAnyOrder("hidden", "_start");
    }

    @Test
    void sectionsOfARelocatableFileDoNotShareAddresses() {
        ElfFile elf = Samples.elf("gcc-O2-5.o");
        DebugInfo info = DebugInfo.open(elf);

        assertThat(elf.sections().stream()
                        .filter(section -> section.isAllocated() && section.size() > 0)
                        .map(section -> info.sectionAddress(section.index())))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsCompressedIsReadAsIfItWereNot() {
        assertThat(Samples.open("gcc-O2-5-gz.o").functions(name -> true))
                .extracting(DebugFunction::name)
                .isEqualTo(Samples.open("gcc-O2-5.o").functions(name -> true).stream()
                        .map(DebugFunction::name)
                        .toList());
    }

    @Test
    void aMappedFileIsWhatTheSameFileInMemoryIs() throws IOException {
        Bytes mapped = Bytes.map(Samples.path("gcc-O2-5-s390x.o"));
        Bytes read = Bytes.wrap(Files.readAllBytes(Samples.path("gcc-O2-5-s390x.o")), "same");

        assertThat(mapped).isEqualTo(read).hasSameHashCodeAs(read).hasToString(read.toString());
        assertThat(ElfReader.read(mapped).symbols())
                .isEqualTo(ElfReader.read(read).symbols());
    }

    @Test
    void splitDebugInformationIsSaidToBeElsewhere() {
        DebugInfo info = Samples.open("gcc-O2-5-split.o");

        assertThat(info.functions("entry")).isEmpty();
        assertThat(info.missingParts())
                .singleElement()
                .asString()
                .contains("gcc-O2-5-split.dwo", "compile without -gsplit-dwarf");
    }

    @Test
    void compressionThatIsNotReadIsNamedWithTheCommandThatUndoesIt() throws IOException {
        byte[] file = Files.readAllBytes(Samples.path("gcc-O2-5-gz.o"));
        ElfSection section = Samples.elf("gcc-O2-5-gz.o").section(".debug_info").orElseThrow();
        file[(int) section.offset()] = 2;

        assertThatThrownBy(() -> DebugInfo.open(ElfReader.read(Bytes.wrap(file, "zstd.o"))))
                .isInstanceOf(DwarfException.class)
                .hasMessage("zstd.o: .debug_info+0x0: compressed with zstd, which is not read; "
                        + "'objcopy --decompress-debug-sections' undoes it");
    }

    @Test
    void aVersionThatIsNotReadIsNamed() throws IOException {
        byte[] file = Files.readAllBytes(Samples.path("two-units-5"));
        ElfSection section = Samples.elf("two-units-5").section(".debug_info").orElseThrow();
        file[(int) section.offset() + 4] = 6;

        assertThatThrownBy(() -> DebugInfo.open(ElfReader.read(Bytes.wrap(file, "new"))))
                .hasMessage("new: .debug_info+0x0: a unit of DWARF version 6; 2 to 5 are read. "
                        + "Compile with -gdwarf-5 or -gdwarf-4");
    }

    @Test
    void aFileWithoutDebugInformationSaysHowToGetIt() throws IOException {
        ElfFile elf = Samples.elf("two-units-5");
        ElfFile stripped =
                new ElfFile(elf.bytes(), elf.type(), elf.machine(), List.of(), List.of(), List.of(), List.of());

        assertThat(DebugInfo.isIn(stripped)).isFalse();
        assertThatThrownBy(() -> DebugInfo.open(stripped))
                .hasMessageEndingWith(
                        "the file has no debug information; compile with -g, or install the package with it");
    }

    @Test
    void namesOfAllLengthsAreFoundWhereverTheCompilerPutThem() {
        for (String sample : Samples.names()) {
            DebugInfo info = Samples.open(sample);
            List<DebugFunction> all = info.functions(name -> true);
            for (DebugFunction function : all) {
                assertThat(info.functions(function.name()))
                        .as(String.format(Locale.ROOT, "%s of %s", function.name(), sample))
                        .extracting(DebugFunction::die)
                        .contains(function.die());
            }
        }
    }
}
