// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfBuilder;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What instructions refer to, and what is no reference at all. */
class ReferencesTest {
    private static final int R_64_64 = 1;

    static Stream<Arguments> layouts() {
        return TestObjects.byNewest("layout").stream().map(Arguments::of);
    }

    @Nested
    class OfAnObjectByHand {
        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ReferencesTest#layouts")
        void leadToFunctionsByNameOrBySection(String name) {
            BpfObject object = TestObjects.read(name);

            assertThat(object.program("first").orElseThrow().function().references())
                    .containsExactly(
                            new CodeReference.ToMapValue(0, ".rodata.str1.1", 0),
                            new CodeReference.ToFunction(2, 4, "inner"));
            assertThat(object.program("behind_gap").orElseThrow().function().references())
                    .containsExactly(new CodeReference.ToFunction(0, 4, "inner"));
            assertThat(object.subprograms())
                    .filteredOn(function -> function.name().equals("inner"))
                    .singleElement()
                    .satisfies(inner -> assertThat(inner.references())
                            .singleElement()
                            .isInstanceOfSatisfying(
                                    CodeReference.ToFunction.class,
                                    call -> assertThat(call.textSlot()).isZero()));
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.object.ReferencesTest#layouts")
        void fromCodeOfNoFunctionAreLeftOutWithANote(String name) {
            BpfObject object = TestObjects.read(name);

            assertThat(object.notes())
                    .contains(
                            new ObjectNote("kprobe/gaps", "left out: 4 insns from insn 4 on belong to no function"),
                            new ObjectNote("kprobe/gaps", "left out: 1 insn from insn 12 on belongs to no function"));
        }
    }

    /** An object with one program, one function in {@code .text} and one variable, and relocations to choose. */
    private static final class Fixture {
        private final ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
        private final int text;
        private final int code;
        private final int function;
        private final int localFunction;
        private final int textSection;
        private final int variable;
        private final int absolute;
        private final int undefinedVariable;

        Fixture(Instruction... program) {
            text = elf.code(".text", encode(Insn.mov64(0, 0), Insn.exit()));
            function = elf.symbol("function", ElfSymbol.FUNC, text, 0, 16);
            localFunction = elf.localSymbol("local", ElfSymbol.FUNC, text, 0, 16);
            textSection = elf.localSymbol("", ElfSymbol.SECTION, text, 0, 0);
            variable = elf.symbol("value", ElfSymbol.OBJECT, elf.section(".data", 1, 3, new byte[16]), 8, 8);
            absolute = elf.symbol("absolute", ElfSymbol.NOTYPE, 0xfff1, 0, 0);
            undefinedVariable = elf.symbol("undefined", ElfSymbol.OBJECT, 0, 0, 0);
            List<Instruction> all = new ArrayList<>(Arrays.asList(program));
            all.add(Insn.exit());
            byte[] bytes = encode(all.toArray(Instruction[]::new));
            code = elf.code("kprobe", bytes);
            elf.symbol("run", ElfSymbol.FUNC, code, 0, bytes.length);
        }

        private static byte[] encode(Instruction... instructions) {
            return Instructions.of(List.of(instructions)).encode(ByteOrder.LITTLE_ENDIAN);
        }

        Fixture relocation(long offset, int symbol) {
            elf.relocations(code, offset, R_64_64, symbol);
            return this;
        }

        List<CodeReference> references() {
            return ObjectReader.read(elf.build(), "built.o")
                    .program("run")
                    .orElseThrow()
                    .function()
                    .references();
        }

        void isRefused(String message) {
            assertThatThrownBy(this::references)
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining(message);
        }
    }

    private static Instruction[] load(int imm) {
        return new Instruction[] {
            new Instruction(Opcode.LD_IMM64, 1, 0, 0, imm), new Instruction(0, 0, 0, 0, 0),
        };
    }

    private static Instruction call(int source, int imm) {
        return new Instruction(Opcode.CALL, 0, source, 0, imm);
    }

    @Nested
    class AreUnderstood {
        @Test
        void byTheInstructionWhateverTheRelocationSays() {
            assertThat(new Fixture(call(1, -1)).relocation(0, 1).references())
                    .containsExactly(new CodeReference.ToFunction(0, 0, "function"));
        }

        @Test
        void asSymbolAndDistanceInData() {
            Fixture fixture = new Fixture(load(4));

            assertThat(fixture.relocation(0, fixture.variable).references())
                    .containsExactly(new CodeReference.ToMapValue(0, "built.data", 12));
        }

        @Test
        void asAddressOfAFunctionByItsSection() {
            Fixture fixture = new Fixture(load(0));

            assertThat(fixture.relocation(0, fixture.textSection).references())
                    .containsExactly(new CodeReference.ToFunction(0, 0, "function"));
        }

        @Test
        void asUnresolvableInOneProgramWhereNoFunctionStarts() {
            Fixture fixture = new Fixture(load(8));

            assertThat(fixture.relocation(0, fixture.textSection).references())
                    .singleElement()
                    .isInstanceOf(CodeReference.Unresolvable.class);
            assertThat(new Fixture(call(1, 0)).references())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            CodeReference.Unresolvable.class,
                            reference -> assertThat(reference.problem()).contains("a call inside section kprobe"));
            assertThat(new Fixture(new Instruction(Opcode.LD_IMM64, 1, 4, 0, 0), new Instruction(0, 0, 0, 0, 0))
                            .references())
                    .singleElement()
                    .isInstanceOf(CodeReference.Unresolvable.class);
        }
    }

    @Nested
    class RefuseTheObject {
        @Test
        void atInstructionsThatCannotHaveOne() {
            Fixture fixture = new Fixture(Insn.mov64(1, 0));

            fixture.relocation(0, fixture.variable).isRefused("insn 0 of 'run': invalid relocation target instruction");
        }

        @Test
        void atTheSecondHalfOfALoad() {
            Fixture fixture = new Fixture(load(0));

            fixture.relocation(8, fixture.variable).isRefused("insn 1 of 'run': invalid relocation target instruction");
        }

        @Test
        void insideAnInstruction() {
            Fixture fixture = new Fixture(load(0));

            fixture.relocation(4, fixture.variable).isRefused("does not lie on a whole instruction");
        }

        @Test
        void atCallsOfHelpers() {
            new Fixture(call(0, 14)).relocation(0, 1).isRefused("'function' of .text at a call of a helper");
        }

        @Test
        void whenTheyNameLocalFunctionsByAddress() {
            Fixture fixture = new Fixture(load(0));

            fixture.relocation(0, fixture.localFunction)
                    .isRefused("'local' of .text, which is neither map, nor global data, nor a function");
        }

        @Test
        void whenTheirSymbolIsNowhere() {
            Fixture fixture = new Fixture(load(0));
            Fixture undefined = new Fixture(load(0));

            fixture.relocation(0, fixture.absolute).isRefused("'absolute' of section 0xfff1");
            undefined.relocation(0, undefined.undefinedVariable).isRefused("'undefined', which nothing defines");
        }

        @Test
        void alsoInCodeThatBelongsToNoFunction() {
            ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
            int code = elf.code("kprobe", new byte[32]);
            elf.symbol("run", ElfSymbol.FUNC, code, 0, 16);
            elf.relocations(code, 20, R_64_64, 1);

            assertThatThrownBy(() -> ObjectReader.read(elf.build(), "built.o"))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining("kprobe at byte 20: a relocation that does not lie on a whole instruction");
        }

        @ParameterizedTest
        @CsvSource({
            "4, 24, 24, relocations with addends",
            "9, 8, 16, entries of 8 bytes in 16",
            "9, 16, 24, entries of 16 bytes in 24",
        })
        void inATableOfAnotherKind(int type, int entrySize, int bytes, String message) {
            Fixture fixture = new Fixture(load(0));
            fixture.elf.relocationSection(type, fixture.code, entrySize, new byte[bytes]);

            fixture.isRefused(message);
        }

        @Test
        void forASectionThatIsNotThere() {
            Fixture fixture = new Fixture(load(0));
            fixture.elf.relocationSection(ElfSection.REL, 99, 16, new byte[16]);

            fixture.isRefused("relocations for section 99 of");
        }

        @ParameterizedTest
        @CsvSource({
            "static_program, 'kprobe/one at byte 0: function ''program'' is static'",
            "no_size, function 'program' has 0 bytes there",
            "empty_license, license: the section for the licence is empty",
            "bad_version, version: 8 bytes; the version of a kernel has 4",
            "common_variable, uninitialised common variable 'common'",
            "unknown_data, 'insn 0 of ''program'': a reference to ''unknown_value'' of .unknown, which is neither'",
            "call_of_program, a call of 'other' of kprobe/other; only functions in .text",
            "address_of_program, 'a reference to ''other'' of kprobe/other, which is neither'",
            "address_of_label, 'a reference to ''label'' of .text, which is neither'",
            "extern_without_types, extern 'nowhere'",
        })
        void thatTheReferenceLoaderDoesNotOpen(String fault, String message) {
            assertThat(TestObjects.byNewest("refused-" + fault))
                    .allSatisfy(name -> assertThatThrownBy(() -> TestObjects.read(name))
                            .isInstanceOf(CorruptObjectException.class)
                            .hasMessageContaining(message));
        }
    }
}
