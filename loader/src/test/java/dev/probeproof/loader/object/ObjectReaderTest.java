// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfBuilder;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class ObjectReaderTest {
    static Stream<String> linked() {
        return TestObjects.of("linked").stream();
    }

    static Stream<String> maps() {
        return TestObjects.of("maps").stream();
    }

    static Stream<String> legacy() {
        return TestObjects.of("legacy").stream();
    }

    static Stream<String> externs() {
        return TestObjects.of("externs").stream();
    }

    static Stream<String> sections() {
        return TestObjects.of("sections").stream();
    }

    static Stream<String> all() {
        return TestObjects.all().stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void givesEqualValuesForEqualBytes(String name) {
        BpfObject first = TestObjects.read(name);
        BpfObject second = TestObjects.read(name);

        assertThat(first.programs()).isEqualTo(second.programs());
        assertThat(first.maps()).isEqualTo(second.maps());
        assertThat(first.subprograms()).isEqualTo(second.subprograms());
        assertThat(first.order()).isEqualTo(name.contains(".eb.") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    @Nested
    class Programs {
        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#linked")
        void listsEntryProgramsBySectionAndOffset(String name) {
            BpfObject object = TestObjects.read(name);

            assertThat(object.programs())
                    .extracting(ProgramSpec::name, ProgramSpec::section, ProgramSpec::type, ProgramSpec::target)
                    .containsExactly(
                            tuple("calls_middle_first", "kprobe/one", ProgramType.KPROBE, "one"),
                            tuple("calls_hidden_first", "kprobe/one", ProgramType.KPROBE, "one"),
                            tuple("calls_nothing", "kprobe/one", ProgramType.KPROBE, "one"),
                            tuple(
                                    "calls_a_chain",
                                    "tracepoint/sched/sched_switch",
                                    ProgramType.TRACEPOINT,
                                    "sched/sched_switch"),
                            tuple("passes_callback", "kretprobe", ProgramType.KPROBE, ""));
            assertThat(object.license()).isEqualTo("GPL");
            assertThat(object.kernelVersion()).isEqualTo(0x50a00);
            assertThat(object.name()).isEqualTo("linked");
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#linked")
        void listsFunctionsOfTextApart(String name) {
            BpfObject object = TestObjects.read(name);

            assertThat(object.subprograms())
                    .extracting(FunctionSpec::name)
                    .containsExactlyInAnyOrder("leaf", "middle", "hidden", "recorded", "each");
            assertThat(object.subprograms()).allSatisfy(function -> {
                assertThat(object.btf().name(function.btfId())).isEqualTo(function.name());
                assertThat(function.lines()).isNotEmpty();
                assertThat(function.lines().get(0).slot()).isZero();
            });
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#sections")
        void keepsSectionsThatNoTableKnows(String name) {
            BpfObject object = TestObjects.read(name);

            ProgramSpec unknown = object.program("unknown_section").orElseThrow();
            assertThat(unknown.type()).isEqualTo(ProgramType.UNSPEC);
            assertThat(unknown.section()).isEqualTo("something/else");
            assertThat(unknown.withType(ProgramType.XDP, AttachType.XDP.number())
                            .type())
                    .isEqualTo(ProgramType.XDP);
            assertThat(object.program("target_where_none_belongs").orElseThrow().type())
                    .isEqualTo(ProgramType.UNSPEC);
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#sections")
        void understandsFlagsTargetsAndOptionalPrograms(String name) {
            BpfObject object = TestObjects.read(name);

            ProgramSpec optional = object.program("optional_program").orElseThrow();
            assertThat(optional.autoload()).isFalse();
            assertThat(optional.section()).isEqualTo("?kprobe/vfs_read");
            assertThat(optional.target()).isEqualTo("vfs_read");
            ProgramSpec sleepable = object.program("sleepable_uprobe").orElseThrow();
            assertThat(sleepable.autoload()).isTrue();
            assertThat(sleepable.flags()).isEqualTo(16);
            assertThat(sleepable.target()).isEqualTo("/usr/bin/true:main+0x10");
            ProgramSpec fragments = object.program("fragments").orElseThrow();
            assertThat(fragments.flags()).isEqualTo(32);
            assertThat(fragments.expectedAttachType()).isEqualTo(AttachType.XDP_DEVMAP.number());
            assertThat(object.program("many_functions").orElseThrow().expectedAttachType())
                    .isEqualTo(AttachType.TRACE_KPROBE_MULTI.number());
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#externs")
        void listsProbeDefinitionsInTheOrderOfTheSource(String name) {
            BpfObject object = TestObjects.read(name);

            assertThat(object.program("needs_nothing").orElseThrow().probes())
                    .containsExactly("vfs_read(file, count)", "vfs_write(file, count)", "second_to_last", "last");
            assertThat(object.program("needs_symbol").orElseThrow().probes()).isEmpty();
        }

        @Test
        void tellsTheSourceLineOfAnInstruction() {
            BpfObject object = TestObjects.read("linked.clang-19.el.o");
            FunctionSpec program = object.program("calls_nothing").orElseThrow().function();

            assertThat(object.sourceLine(program, 1)).get().satisfies(line -> {
                assertThat(line.file()).isEqualTo("./linked.bpf.c");
                assertThat(line.text()).isEqualTo("return 1;");
                assertThat(line).hasToString("./linked.bpf.c:" + line.line() + "   return 1;");
            });
        }
    }

    @Nested
    class Maps {
        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#linked")
        void listsDefinitionsThenDataSections(String name) {
            BpfObject object = TestObjects.read(name);

            assertThat(object.maps())
                    .extracting(MapSpec::name)
                    .containsExactly("first", "second", "linked.rodata", "linked.data", ".data.custom", "linked.bss");
            assertThat(object.map("second")).get().satisfies(map -> {
                assertThat(map.keySize()).isEqualTo(8);
                assertThat(map.valueSize()).isEqualTo(24);
                assertThat(map.flags()).isEqualTo(1);
            });
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#linked")
        void makesArraysOfDataSections(String name) {
            BpfObject object = TestObjects.read(name);

            MapSpec constants = object.map(".rodata").orElseThrow();
            assertThat(constants.frozen()).isTrue();
            assertThat(constants.flags()).isEqualTo(0x480);
            assertThat(constants.maxEntries()).isOne();
            assertThat(object.btf().name(constants.valueTypeId())).isEqualTo(".rodata");
            assertThat(constants.initialValue().withOrder(object.order()).u32(0))
                    .isEqualTo(7);
            MapSpec zeroed = object.map("linked.bss").orElseThrow();
            assertThat(zeroed.initialValue()).isNull();
            assertThat(zeroed.valueSize()).isEqualTo(16);
            assertThat(zeroed.frozen()).isFalse();
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#linked")
        void knowsWhereGlobalVariablesLie(String name) {
            BpfObject object = TestObjects.read(name);

            GlobalVariable factor = object.variable("factor").orElseThrow();
            MapSpec map = object.map(factor.map()).orElseThrow();
            assertThat(factor.size()).isEqualTo(8);
            assertThat(map.initialValue().withOrder(object.order()).u64(factor.offset()))
                    .isEqualTo(3);
            assertThat(object.variable("seed"))
                    .get()
                    .extracting(GlobalVariable::map)
                    .isEqualTo("linked.data");
            assertThat(object.variable("custom"))
                    .get()
                    .extracting(GlobalVariable::map)
                    .isEqualTo(".data.custom");
            assertThat(object.variable("misses"))
                    .get()
                    .extracting(GlobalVariable::map)
                    .isEqualTo("linked.bss");
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#maps")
        void readsEverythingThatADefinitionCanSay(String name) {
            BpfObject object = TestObjects.read(name);

            assertThat(object.map("pinned")).get().satisfies(map -> {
                assertThat(map.type()).isEqualTo(5);
                assertThat(map.keySize()).isEqualTo(24);
                assertThat(map.maxEntries()).isEqualTo(0x10000);
                assertThat(map.pinning()).isEqualTo(1);
                assertThat(map.mapExtra()).isEqualTo(5);
                assertThat(object.btf().name(map.keyTypeId())).isEqualTo("value");
            });
            assertThat(object.map("future")).get().extracting(MapSpec::type).isEqualTo(4711);
            assertThat(object.map("outer")).get().satisfies(map -> {
                assertThat(map.valueSize()).isEqualTo(4);
                assertThat(map.inner().name()).isEqualTo("outer.inner");
                assertThat(map.inner().maxEntries()).isEqualTo(2);
                assertThat(map.inner().valueSize()).isEqualTo(8);
            });
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#maps")
        void knowsWhatTheSourcePutsIntoMapsOfMapsAndProgramArrays(String name) {
            assertThat(TestObjects.read(name).initialSlots())
                    .containsExactly(
                            new InitialSlot("outer", 0, "inner_one"),
                            new InitialSlot("outer", 2, "inner_two"),
                            new InitialSlot("jumps", 1, "jump_target"));
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#legacy")
        void readsDefinitionsFromBeforeBtf(String name) {
            BpfObject object = TestObjects.read(name);

            assertThat(object.btf()).isNull();
            assertThat(object.maps())
                    .extracting(MapSpec::name, MapSpec::type, MapSpec::valueSize, MapSpec::maxEntries, MapSpec::flags)
                    .containsExactly(
                            tuple("counters", 1, 8, 100, 1), tuple("rings", 4, 4, 0, 0), tuple("named", 2, 16, 1, 0));
        }
    }

    @Nested
    class Types {
        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#linked")
        void fillsInWhatTheCompilerLeavesOpen(String name) {
            Btf btf = TestObjects.read(name).btf();

            BtfType.DataSec bss =
                    (BtfType.DataSec) btf.type(btf.find(BtfKind.DATASEC, ".bss").orElseThrow());
            assertThat(bss.size()).isEqualTo(16);
            assertThat(bss.vars()).extracting(BtfType.SectionVar::offset).containsExactly(0L, 8L);
            BtfType.DataSec maps = (BtfType.DataSec)
                    btf.type(btf.find(BtfKind.DATASEC, ".maps").orElseThrow());
            assertThat(maps.vars()).extracting(BtfType.SectionVar::offset).isSorted();
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#linked")
        void makesHiddenFunctionsStatic(String name) {
            Btf btf = TestObjects.read(name).btf();

            assertThat(linkage(btf, "hidden")).isEqualTo(BtfType.Func.STATIC);
            assertThat(linkage(btf, "middle")).isEqualTo(BtfType.Func.GLOBAL);
            assertThat(linkage(btf, "leaf")).isEqualTo(BtfType.Func.STATIC);
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ObjectReaderTest#externs")
        void makesExternsAcceptableToAKernel(String name) {
            Btf btf = TestObjects.read(name).btf();

            assertThat(linkage(btf, "bpf_rcu_read_lock")).isEqualTo(BtfType.Func.GLOBAL);
            BtfType.DataSec symbols = (BtfType.DataSec)
                    btf.type(btf.find(BtfKind.DATASEC, ".ksyms").orElseThrow());
            assertThat(symbols.size()).isEqualTo(4L * symbols.vars().size());
            assertThat(symbols.vars())
                    .allSatisfy(place -> assertThat(btf.kind(place.type())).isEqualTo(BtfKind.VAR));
            BtfType.DataSec values = (BtfType.DataSec)
                    btf.type(btf.find(BtfKind.DATASEC, ".kconfig").orElseThrow());
            assertThat(values.size()).isEqualTo(42);
            assertThat(values.vars())
                    .extracting(place -> btf.name(place.type()), BtfType.SectionVar::offset)
                    .startsWith(tuple("CONFIG_HZ", 0L), tuple("LINUX_NOBODY_KNOWS_THIS", 8L), tuple("CONFIG_IPV6", 16L))
                    .endsWith(tuple("CONFIG_CC_VERSION_TEXT", 34L));
        }

        private int linkage(Btf btf, String function) {
            return ((BtfType.Func) btf.type(btf.find(BtfKind.FUNC, function).orElseThrow())).linkage();
        }
    }

    @Nested
    class RefusesObjects {
        private void assertCorrupt(Bytes bytes, String message) {
            assertThatThrownBy(() -> ObjectReader.read(bytes, "built.o"))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining(message);
        }

        private ElfBuilder withFunction(String section, int offset, int size) {
            ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
            elf.symbol("run", ElfSymbol.FUNC, elf.code(section, new byte[16]), offset, size);
            return elf;
        }

        @Test
        void ofOtherMachinesAndKinds() {
            assertCorrupt(
                    withFunction("kprobe", 0, 16).type(ElfFile.EXECUTABLE, 247).build(), "ELF type 2; a BPF object");
            assertCorrupt(
                    withFunction("kprobe", 0, 16).type(ElfFile.RELOCATABLE, 62).build(), "made for machine 62");
        }

        @Test
        void withFunctionsThatLeaveTheirSectionOrSplitInstructions() {
            assertCorrupt(
                    withFunction("kprobe", 8, 16).build(),
                    "kprobe at byte 8: function 'run' has 16 bytes there, but the section ends after 16");
            assertCorrupt(withFunction("kprobe", 4, 8).build(), "does not lie on whole instructions");
            assertCorrupt(withFunction("kprobe", 0, 0).build(), "has 0 bytes");
        }

        @Test
        void withCodeThatIsNotWholeInstructions() {
            ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
            elf.symbol("run", ElfSymbol.FUNC, elf.code("kprobe", new byte[12]), 0, 8);

            assertCorrupt(elf.build(), "kprobe at byte 12: the size of code is not a multiple of 8 bytes");
        }

        @Test
        void withMapsThatNothingDescribes() {
            ElfBuilder elf = withFunction("kprobe", 0, 16);
            elf.symbol("m", ElfSymbol.OBJECT, elf.section(".maps", 1, 3, new byte[32]), 0, 32);

            assertCorrupt(elf.build(), ".maps: no BTF describes the maps in it; compile with -g");
        }

        @Test
        void withManyAliasesOfOneLargeFunction() {
            ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
            int code = elf.code(".text", new byte[80_000]);
            for (int i = 0; i < 1000; i++) {
                elf.symbol("alias" + i, ElfSymbol.FUNC, code, 0, 80_000);
            }

            assertCorrupt(elf.build(), "functions overlap");
        }

        @Test
        void withLegacyMapsInADialectOfAnotherLoader() {
            byte[] record = new byte[40];
            record[0] = 1;
            record[24] = 2;
            ElfBuilder elf = withFunction("socket", 0, 16);
            elf.symbol("m", ElfSymbol.OBJECT, elf.section("maps", 1, 3, record), 0, 40);

            assertCorrupt(elf.build(), "maps at byte 24: the definition of map 'm' has 2 there");
        }
    }

    @Test
    void namesObjectsAfterTheirFile() {
        Bytes bytes = TestObjects.bytes("sections.clang-19.el.o");

        assertThat(List.of("/some/dir/fileio.bpf.o", "C:\\dir\\fileio.bpf.o", "fileio"))
                .allSatisfy(file ->
                        assertThat(ObjectReader.read(bytes, file).name()).isEqualTo("fileio"));
        assertThat(ObjectReader.read(bytes, "a_name_beyond_fifteen.o").name()).isEqualTo("a_name_beyond_f");
    }
}
