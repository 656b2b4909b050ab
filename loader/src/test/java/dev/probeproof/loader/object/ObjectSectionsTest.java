// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfBuilder;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.kernel.MapSpec;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class ObjectSectionsTest {
    static Stream<String> layouts() {
        return TestObjects.byNewest("layout").stream();
    }

    static Stream<String> names() {
        return TestObjects.of("names").stream();
    }

    private static ElfBuilder withProgram() {
        ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
        elf.symbol("run", ElfSymbol.FUNC, elf.code("kprobe", new byte[16]), 0, 16);
        return elf;
    }

    private static BpfObject read(ElfBuilder elf) {
        return ObjectReader.read(elf.build(), "built.o");
    }

    private static BpfObject withLicense(byte[] license) {
        ElfBuilder elf = withProgram();
        elf.section("license", ElfSection.PROGBITS, 3, license);
        return read(elf);
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void areLeftOutWithANoteIfNothingKnowsThem(String name) {
        assertThat(TestObjects.read(name).notes())
                .extracting(ObjectNote::section, ObjectNote::text)
                .contains(
                        tuple(".unknown", "left out: nothing known reads its 8 bytes (type 1)"),
                        tuple(".bss.filled", "left out: nothing known reads its 8 bytes (type 1)"),
                        tuple(".data.blank", "left out: nothing known reads its 8 bytes (type 8)"))
                .doesNotContain(tuple(".empty", "left out: nothing known reads its 0 bytes (type 1)"));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void areDataByNameAndKindAlsoWithoutTypes(String name) {
        assertThat(TestObjects.read(name).maps())
                .extracting(MapSpec::name, MapSpec::valueSize, MapSpec::flags, MapSpec::valueTypeId)
                .containsExactly(tuple(".rodata.str1.1", 5, 0x80, 0));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void keepEveryNameOfAPlaceTheLastFirst(String name) {
        assertThat(TestObjects.read(name).programs())
                .extracting(ProgramSpec::name)
                .containsExactly("first", "behind_gap", "alias_three", "alias_two", "alias_one");
    }

    @ParameterizedTest
    @MethodSource("names")
    void canBeMappedByUserSpaceOnlyIfAVariableIsVisible(String name) {
        BpfObject object = TestObjects.read(name);

        assertThat(object.maps())
                .filteredOn(map -> map.section() != null && !map.section().startsWith(".rodata"))
                .extracting(MapSpec::name, MapSpec::flags)
                .containsExactlyInAnyOrder(
                        tuple(".data.hidden", 0),
                        tuple(".data.static", 0),
                        tuple(".data.mixed", 0x400),
                        tuple(".data.weak", 0x400),
                        tuple(".bss.hidden", 0));
        assertThat(((BtfType.Var) object.btf()
                                .type(object.btf()
                                        .find(BtfKind.VAR, "hidden_too")
                                        .orElseThrow()))
                        .linkage())
                .isEqualTo(BtfType.Var.STATIC);
    }

    @ParameterizedTest
    @MethodSource("names")
    void holdProgramsOfAnyVisibility(String name) {
        BpfObject object = TestObjects.read(name);

        assertThat(object.programs())
                .extracting(ProgramSpec::name, ProgramSpec::autoload)
                .containsExactly(
                        tuple("another_name", true),
                        tuple("first", true),
                        tuple("hidden_program", true),
                        tuple("weak_program", false));
        assertThat(linkage(object, "hidden_program")).isEqualTo(BtfType.Func.GLOBAL);
        assertThat(linkage(object, "hidden_function")).isEqualTo(BtfType.Func.STATIC);
    }

    private static int linkage(BpfObject object, String function) {
        return ((BtfType.Func) object.btf()
                        .type(object.btf().find(BtfKind.FUNC, function).orElseThrow()))
                .linkage();
    }

    @Test
    void giveALicenceWithOrWithoutANulUpToTheKernelsLimit() {
        assertThat(withLicense("GPL".getBytes(StandardCharsets.UTF_8)).license())
                .isEqualTo("GPL");
        assertThat(withLicense("GPL\0junk".getBytes(StandardCharsets.UTF_8)).license())
                .isEqualTo("GPL");
        assertThat(withLicense(new byte[4]).license()).isEmpty();
        assertThat(withLicense("x".repeat(100).getBytes(StandardCharsets.UTF_8)).license())
                .hasSize(63);
        assertThat(read(withProgram()).license()).isEmpty();
    }

    @Test
    void ofTypesThatAreDamagedAreLeftOutWhereNothingNeedsThem() {
        ElfBuilder elf = withProgram();
        elf.section(".BTF", ElfSection.PROGBITS, 0, new byte[8]);
        elf.section(".BTF.ext", ElfSection.PROGBITS, 0, new byte[8]);

        BpfObject object = read(elf);

        assertThat(object.btf()).isNull();
        assertThat(object.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.section()).isEqualTo(".BTF"))
                .satisfies(note -> assertThat(note.text())
                        .startsWith("left out with everything that needs types, for it is damaged: built.o: .BTF"));
    }

    @Test
    void ofTypesThatAreDamagedRefuseObjectsWithExterns() {
        ElfBuilder elf = withProgram();
        elf.section(".BTF", ElfSection.PROGBITS, 0, new byte[8]);
        elf.symbol("needed", ElfSymbol.NOTYPE, 0, 0, 0);

        assertThatThrownBy(() -> read(elf))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining(".BTF");
    }

    @Test
    void withDamagedRecordsAboutCodeLoseAllOfThemWithANote() {
        byte[] file = TestObjects.bytes("linked.clang-19.el.o").toArray();
        int at = (int) ElfReader.read(TestObjects.bytes("linked.clang-19.el.o"))
                .section(".BTF.ext")
                .orElseThrow()
                .offset();
        file[at] = 0;

        BpfObject object = ObjectReader.read(Bytes.wrap(file, "built.o"), "built.o");

        assertThat(object.btf()).isNotNull();
        assertThat(object.notes()).anySatisfy(note -> {
            assertThat(note.section()).isEqualTo(".BTF.ext");
            assertThat(note.text()).startsWith("left out with all CO-RE relocations, for it is damaged");
        });
        assertThat(object.programs())
                .allSatisfy(program -> assertThat(program.function().lines()).isEmpty());
    }
}
