// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.elf.ElfBuilder;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.TestObjects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class RelocatorTest {
    /** Nothing that these tests relocate depends on the kernel. */
    private static final TargetKernel ANY_KERNEL = new TargetKernel(
            "any", "6.1", Archs.X86_64, BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf(), KernelSymbols.NONE);

    static Stream<String> all() {
        return TestObjects.all().stream();
    }

    static Stream<String> linked() {
        return TestObjects.of("linked").stream();
    }

    private static RelocatedObject relocate(String name) {
        return Relocator.relocate(TestObjects.read(name), ANY_KERNEL);
    }

    @Nested
    class Linking {
        /**
         * The text beside the object is what the reference loader (bpftool with libbpf 1.1) gave to Linux 6.18 for it:
         * instructions with map names in the place of descriptors, function records, line records.
         */
        @ParameterizedTest
        @ValueSource(strings = {"clang-14", "clang-16", "clang-19"})
        void givesByteForByteWhatTheReferenceLoaderGives(String compiler) throws IOException {
            String name = "linked." + compiler + ".el";

            String text = relocate(name + ".o").programs().stream()
                    .map(RelocatorTest::asReference)
                    .collect(Collectors.joining());

            assertThat(text).isEqualTo(resource("/objects/" + name + ".reference.txt"));
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.RelocatorTest#linked")
        void placesFunctionsInTheOrderOfTheirCallsDepthFirst(String name) {
            RelocatedObject object = relocate(name);

            assertThat(functions(object, "calls_middle_first"))
                    .containsExactly("calls_middle_first", "middle", "leaf", "hidden");
            assertThat(functions(object, "calls_hidden_first"))
                    .containsExactly("calls_hidden_first", "hidden", "leaf", "middle");
            assertThat(functions(object, "calls_a_chain"))
                    .containsExactly("calls_a_chain", "recorded", "hidden", "leaf");
            assertThat(functions(object, "passes_callback"))
                    .containsExactly("passes_callback", "each", "leaf", "middle");
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.RelocatorTest#linked")
        void letsEveryCallReachTheStartOfAFunction(String name) {
            RelocatedObject object = relocate(name);

            assertThat(object.programs()).allSatisfy(program -> {
                List<Integer> starts = program.btf().functions().stream()
                        .map(ProgramBtf.FuncInfo::slot)
                        .toList();
                for (int slot = 0; slot < program.instructions().size(); slot++) {
                    Instruction instruction = program.instructions().get(slot);
                    boolean call = instruction.isCall() && instruction.src() == Opcode.PSEUDO_CALL;
                    boolean address = instruction.isWide() && instruction.src() == Opcode.PSEUDO_FUNC;
                    if (call || address) {
                        assertThat(starts).contains(slot + instruction.imm() + 1);
                    }
                }
            });
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.RelocatorTest#linked")
        void namesTheMapOfEveryLoad(String name) {
            RelocatedProgram program = relocate(name).program("calls_middle_first");

            assertThat(program.maps()).extracting(MapReference::slot).isSorted();
            assertThat(program.maps())
                    .extracting(MapReference::map, MapReference::value, MapReference::offset)
                    .contains(tuple("first", false, 0), tuple("linked.bss", true, 8), tuple("linked.rodata", true, 8));
            assertThat(program.maps()).allSatisfy(reference -> {
                Instruction load = program.instructions().get(reference.slot());
                assertThat(load.isWide()).isTrue();
                assertThat(load.src()).isEqualTo(reference.value() ? Opcode.PSEUDO_MAP_VALUE : Opcode.PSEUDO_MAP_FD);
                assertThat(program.instructions().get(reference.slot() + 1).imm())
                        .isEqualTo(reference.offset());
            });
        }

        private List<String> functions(RelocatedObject object, String program) {
            return object.program(program).btf().functions().stream()
                    .map(function -> object.object().btf().name(function.typeId()))
                    .toList();
        }
    }

    @Nested
    class Records {
        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.RelocatorTest#all")
        void meetWhatAKernelDemands(String name) {
            assertThat(relocate(name).programs()).allSatisfy(program -> {
                if (program.btf() != null) {
                    Instructions instructions = program.instructions();
                    List<Integer> lines = program.btf().lines().stream()
                            .map(ProgramBtf.LineInfo::slot)
                            .toList();
                    assertThat(lines).isSorted().doesNotHaveDuplicates().allMatch(slot -> slot < instructions.size());
                    assertThat(lines)
                            .allMatch(slot ->
                                    slot == 0 || !instructions.get(slot - 1).isWide());
                    assertThat(program.btf().functions())
                            .allSatisfy(function -> assertThat(lines).contains(function.slot()));
                    assertThat(program.btf().functions().get(0).slot()).isZero();
                }
            });
        }

        @Test
        void areAbsentWithoutTypes() {
            assertThat(relocate("legacy.clang-19.el.o").program("uses_both").btf())
                    .isNull();
        }
    }

    @Nested
    class Refusals {
        @ParameterizedTest
        @ValueSource(strings = {"clang-14", "clang-16", "clang-19"})
        void spareThePrograms(String compiler) {
            RelocatedObject object = relocate("externs." + compiler + ".el.o");

            assertThat(object.program("needs_nothing").probes()).hasSize(4);
            assertThat(object.refused())
                    .extracting(RelocatedObject.Refusal::program)
                    .contains("needs_function", "number_of_second_cpu")
                    .doesNotContain("needs_nothing", "needs_symbol", "needs_types");
        }

        @Test
        void nameProgramInstructionAndLine() {
            RelocatedObject object = relocate("externs.clang-19.el.o");

            assertThatThrownBy(() -> object.program("needs_function"))
                    .isInstanceOf(RelocationException.class)
                    .hasMessage("cannot relocate program 'needs_function' of externs.clang-19.el.o: extern"
                            + " 'bpf_rcu_read_lock': there is no function 'bpf_rcu_read_lock' in kernel 'any'\n"
                            + "  at insn 1, ./externs.bpf.c:61   bpf_rcu_read_lock();");
        }

        @Test
        void comeForCallsOfFunctionsThatAreNone() {
            BpfObject object = built(List.of(Insn.callFunction(3), Insn.exit()), List.of(Insn.exit()));

            assertThat(Relocator.relocate(object, ANY_KERNEL).refused())
                    .singleElement()
                    .satisfies(refusal -> assertThat(refusal.reason())
                            .hasMessageContaining("a call inside section kprobe; only functions in .text"));
        }

        @Test
        void comeForUnknownProgramsAsTheCallersMistake() {
            assertThatThrownBy(() -> relocate("linked.clang-19.el.o").program("nobody"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no program 'nobody' in linked.clang-19.el.o");
        }
    }

    @Test
    void followsVeryLongChainsOfCalls() {
        int count = 20_000;
        ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
        List<Instruction> text = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            text.add(i + 1 < count ? Insn.callFunction(1) : Insn.mov64(0, 0));
            text.add(Insn.exit());
        }
        int code = elf.code(".text", Instructions.of(text).encode(ByteOrder.LITTLE_ENDIAN));
        for (int i = 0; i < count; i++) {
            elf.symbol("f" + i, ElfSymbol.FUNC, code, 16L * i, 16);
        }
        int entry = elf.code(
                "kprobe", Instructions.of(Insn.callFunction(-1), Insn.exit()).encode(ByteOrder.LITTLE_ENDIAN));
        elf.symbol("entry", ElfSymbol.FUNC, entry, 0, 16);
        elf.relocations(entry, 0, 10, 1);

        RelocatedProgram program = Relocator.relocate(ObjectReader.read(elf.build(), "deep.o"), ANY_KERNEL)
                .program("entry");

        assertThat(program.instructions().size()).isEqualTo(2 * count + 2);
    }

    private static BpfObject built(List<Instruction> program, List<Instruction> text) {
        ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
        byte[] code = Instructions.of(program).encode(ByteOrder.LITTLE_ENDIAN);
        elf.symbol("entry", ElfSymbol.FUNC, elf.code("kprobe", code), 0, code.length);
        byte[] functions = Instructions.of(text).encode(ByteOrder.LITTLE_ENDIAN);
        elf.symbol("function", ElfSymbol.FUNC, elf.code(".text", functions), 0, functions.length);
        return ObjectReader.read(elf.build(), "built.o");
    }

    private static String asReference(RelocatedProgram program) {
        StringBuilder text = new StringBuilder("PROG " + cut(program.name()) + " type="
                + program.type().number() + " attach=" + program.expectedAttachType() + " flags=" + program.flags()
                + " kv=" + program.kernelVersion() + " license=" + program.license() + "\n");
        Map<Integer, String> maps =
                program.maps().stream().collect(Collectors.toMap(MapReference::slot, MapReference::map));
        byte[] code = program.instructions().encode(ByteOrder.LITTLE_ENDIAN);
        for (int slot = 0; slot < code.length / 8; slot++) {
            String hex = HexFormat.of().formatHex(code, 8 * slot, 8 * slot + 8);
            String map = maps.get(slot);
            text.append("I ")
                    .append(map == null ? hex : hex.substring(0, 8) + " " + cut(map))
                    .append('\n');
        }
        program.btf()
                .functions()
                .forEach(function -> text.append("F ")
                        .append(function.slot())
                        .append(' ')
                        .append(function.typeId())
                        .append('\n'));
        program.btf()
                .lines()
                .forEach(line -> text.append("L " + line.slot() + " " + line.fileName() + " " + line.lineText() + " "
                        + line.lineColumn() + "\n"));
        return text.append("END\n").toString();
    }

    /** Names as a kernel keeps them. */
    private static String cut(String name) {
        return name.substring(0, Math.min(15, name.length()));
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = RelocatorTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
