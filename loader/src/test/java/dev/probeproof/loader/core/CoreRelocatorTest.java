// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfMinimizer;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.FunctionSpec.CoreRelocation;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocationException;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.probeproof.loader.core.CoreFixture.at;
import static dev.probeproof.loader.core.CoreFixture.bits;
import static dev.probeproof.loader.core.CoreFixture.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What compilers do not make, and what takes a kernel that no test resource is. */
class CoreRelocatorTest {
    private static final Instruction EXIT = Insn.exit();

    private final CoreFixture fixture = new CoreFixture();
    private final CoreFixture.Types local = fixture.local;
    private final CoreFixture.Types kernel = fixture.kernel;

    private Instructions code(String program) {
        return fixture.relocate().program(program).instructions();
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String program) {
        RelocatedObject relocated = fixture.relocate();
        return assertThatThrownBy(() -> relocated.program(program)).isInstanceOf(RelocationException.class);
    }

    /** A struct {@code pair} with an {@code int a} at 0 and an {@code int b} at 4, which lies at 12 in the kernel. */
    private int pair() {
        kernel.struct("pair", 16, at(0, kernel.s32, "a"), at(12, kernel.s32, "b"));
        return local.struct("pair", 8, at(0, local.s32, "a"), at(4, local.s32, "b"));
    }

    @Nested
    class AccessStrings {
        @ParameterizedTest
        @ValueSource(strings = {"", "0:", ":1", "x", "0:x", "-1:1", "0: 1", "0:1:2:", "0:99999999999", "+0:1"})
        void areNumbersWithColonsBetweenThem(String access) {
            fixture.asks("p", CoreKind.FIELD_BYTE_OFFSET, pair(), access, load(4, 4), EXIT);

            assertRefused("p")
                    .hasMessageContaining(
                            "CO-RE access string \"" + access + "\" of struct pair is wrong: it is made of");
        }

        @Test
        void haveAtMost64Steps() {
            fixture.asks("p", CoreKind.FIELD_BYTE_OFFSET, pair(), "0" + ":0".repeat(64), load(4, 4), EXIT);

            assertRefused("p").hasMessageContaining("more than 64 steps: E2BIG (7)");
        }

        @Test
        void leadOnlyToMembersThatAreThere() {
            fixture.asks("p", CoreKind.FIELD_BYTE_OFFSET, pair(), "0:2", load(4, 4), EXIT);

            assertRefused("p").hasMessageContaining("is wrong: member 2 of struct pair, which has 2");
        }

        @Test
        void leadNotIntoIntegers() {
            fixture.asks("p", CoreKind.FIELD_BYTE_OFFSET, pair(), "0:1:0", load(4, 4), EXIT);

            assertRefused("p").hasMessageContaining("is wrong: step 0 into int, which has no parts");
        }

        @Test
        void stayInsideArrays() {
            int array = local.array(local.s32, 4);
            fixture.asks(
                    "p",
                    CoreKind.FIELD_BYTE_OFFSET,
                    local.struct("s", 16, at(0, array, "a")),
                    "0:0:4",
                    load(4, 16),
                    EXIT);

            assertRefused("p").hasMessageContaining("is wrong: element 4 of an array of 4");
        }

        @Test
        void takeAnArrayWithoutLengthForFlexibleOnlyAtTheEndOfItsStruct() {
            int array = local.array(local.s32, 0);
            int struct = local.struct("s", 4, at(0, array, "a"), at(0, local.s32, "b"));
            fixture.asks("p", CoreKind.FIELD_BYTE_OFFSET, struct, "0:0:0", load(4, 0), EXIT);

            assertRefused("p").hasMessageContaining("is wrong: element 0 of an array of 0");
        }

        @ParameterizedTest
        @CsvSource({"TYPE_EXISTS, 1", "TYPE_SIZE, 0:0", "TYPE_ID_LOCAL, ''", "ENUMVAL_VALUE, 0:0", "ENUMVAL_EXISTS, 7"})
        void askForTypesAndEnumeratorsInOneWayOnly(CoreKind kind, String access) {
            int colour = local.enumeration("colour", false, "RED", 0);
            kernel.enumeration("colour", false, "RED", 0);
            fixture.asks("p", kind, colour, access, Insn.mov64(0, 1), EXIT);

            assertRefused("p").hasMessageContaining("of enum colour is wrong");
        }

        @Test
        void leadNowhereBeyondWhat32BitsCount() {
            int large = local.array(local.struct("big", 1 << 20), 1 << 10);
            fixture.asks(
                    "p",
                    CoreKind.FIELD_BYTE_OFFSET,
                    local.struct("s", 0, at(0, large, "a")),
                    "0:0:1000",
                    Insn.mov64(0, 0),
                    EXIT);

            assertRefused("p").hasMessageContaining("leads beyond 512 MiB: E2BIG (7)");
        }
    }

    @Nested
    class UnusualInstructions {
        @Test
        void areRefusedWhereTheyHoldAnotherNumber() {
            fixture.asks("p", CoreKind.FIELD_BYTE_OFFSET, pair(), "0:1", load(4, 8), EXIT);

            assertRefused("p")
                    .hasMessage(
                            "cannot relocate program 'p' of crafted.o: unexpected instruction for a CO-RE relocation"
                                    + " (byte_off of struct pair.b (0:1 at byte 4)): the offset 8 where 4 should stand\n"
                                    + "  at insn 0");
        }

        @Test
        void areRefusedWhereTheyCannotHoldAnAnswer() {
            int pair = pair();
            fixture.asks("register", CoreKind.FIELD_BYTE_OFFSET, pair, "0:1", Insn.alu64Reg(Opcode.ADD, 1, 2), EXIT)
                    .asks("call", CoreKind.FIELD_BYTE_OFFSET, pair, "0:1", Insn.callFunction(0), EXIT)
                    .asks("map", CoreKind.FIELD_BYTE_OFFSET, pair, "0:1", mapLoad(), Insn.highHalf(0), EXIT)
                    .asks("half", CoreKind.FIELD_BYTE_OFFSET, pair, "0:1", Insn.loadImm64(0, 4), Insn.mov64(0, 0), EXIT)
                    .asks("cut", CoreKind.FIELD_BYTE_OFFSET, pair, "0:1", Insn.loadImm64(0, 4));

            assertThat(fixture.relocate().refused())
                    .extracting(RelocatedObject.Refusal::program)
                    .containsExactly("register", "call", "map", "half", "cut");
        }

        private Instruction mapLoad() {
            return Insn.loadImm64(1, 4).withSrc(Opcode.PSEUDO_MAP_FD);
        }

        @Test
        void arePoisonedAllTheSame() {
            int gone = local.struct("gone", 4, at(0, local.s32, "a"));
            fixture.asks("call", CoreKind.FIELD_BYTE_OFFSET, gone, "0:0", Insn.callFunction(0), EXIT)
                    .asks("wide", CoreKind.FIELD_BYTE_OFFSET, gone, "0:0", Insn.loadImm64(3, 7), Insn.highHalf(7), EXIT)
                    .asks("cut", CoreKind.FIELD_BYTE_OFFSET, gone, "0:0", Insn.loadImm64(3, 7));
            Instruction poison = new Instruction(0x85, 0, 0, 0, 195896080);

            assertThat(code("call")).containsExactly(poison, EXIT);
            assertThat(code("wide")).containsExactly(poison, poison, EXIT);
            assertThat(code("cut")).containsExactly(poison);
        }

        @Test
        void areRefusedWhereAnOffsetIsTooFar() {
            int far = local.struct("far", 4, at(0, local.s32, "a"));
            kernel.struct("far", 40004, at(40000, kernel.s32, "a"));
            fixture.asks("load", CoreKind.FIELD_BYTE_OFFSET, far, "0:0", load(4, 0), EXIT)
                    .asks("constant", CoreKind.FIELD_BYTE_OFFSET, far, "0:0", Insn.mov64(0, 0), EXIT);

            assertRefused("load")
                    .hasMessageContaining("offset 40000 of struct far.a (0:0 at byte 40000) does not fit the 16 bits")
                    .hasMessageContaining("ERANGE (34)");
            assertThat(code("constant").get(0)).isEqualTo(Insn.mov64(0, 40000));
        }

        @Test
        void mayBeTwoRelocationsOfOneInstruction() {
            int pair = pair();
            CoreRelocation first = new CoreRelocation(0, pair, "0:0", CoreKind.FIELD_EXISTS.number(), 0);
            CoreRelocation again = new CoreRelocation(0, pair, "0:1", CoreKind.FIELD_EXISTS.number(), 1);
            fixture.asks("p", true, List.of(first, again), Insn.mov64(0, 1), EXIT);

            assertThat(fixture.relocate().program("p").core()).hasSize(2);
        }

        @Test
        void areNotAskedByKindsThatNobodyKnows() {
            CoreRelocation unknown = new CoreRelocation(0, pair(), "0:0", 13, 0);
            fixture.asks("p", true, List.of(unknown), load(4, 0), EXIT);

            assertRefused("p").hasMessageContaining("CO-RE relocation of unknown kind 13");
        }
    }

    @Nested
    class AccessSizes {
        private int holds(CoreFixture.Types types, int type) {
            return types.struct("holder", 64, at(0, types.u8, "first"), at(8, type, "value"));
        }

        @Test
        void followUnsignedIntegers() {
            holds(kernel, kernel.u8);
            fixture.asks("load", CoreKind.FIELD_BYTE_OFFSET, holds(local, local.u64), "0:1", load(8, 8), EXIT);

            assertThat(code("load").get(0)).isEqualTo(load(1, 8));
        }

        @Test
        void followPointersOfA32BitKernel() {
            kernel.integer("long unsigned int", 4, false);
            kernel.struct("holder", 64, at(0, kernel.u8, "first"), at(4, kernel.pointer(0), "value"));
            fixture.asks("load", CoreKind.FIELD_BYTE_OFFSET, holds(local, local.pointer(0)), "0:1", load(8, 8), EXIT)
                    .asks(
                            "size",
                            CoreKind.FIELD_BYTE_SIZE,
                            holds(local, local.pointer(0)),
                            "0:1",
                            Insn.mov64(0, 8),
                            EXIT);

            assertThat(code("load").get(0)).isEqualTo(load(4, 4));
            assertThat(code("size").get(0)).isEqualTo(Insn.mov64(0, 4));
        }

        @Test
        void areThoseOfElementsWhereAFieldIsAnArray() {
            holds(kernel, kernel.array(kernel.array(kernel.u8, 4), 8));
            int array = local.array(local.array(local.u8, 2), 4);
            fixture.asks("load", CoreKind.FIELD_BYTE_OFFSET, holds(local, array), "0:1", load(1, 8), EXIT);

            assertThat(code("load").get(0)).isEqualTo(load(1, 8));
        }

        @Test
        void mustBeThoseThatTheFieldHadBefore() {
            holds(kernel, kernel.u64);
            fixture.asks("load", CoreKind.FIELD_BYTE_OFFSET, holds(local, local.u32), "0:1", load(2, 8), EXIT);

            assertRefused("load").hasMessageContaining("an access of 2 bytes to a field of 4");
        }

        @Test
        void mustBeThoseOfSomeInstruction() {
            holds(kernel, kernel.integer("odd", 16, false));
            fixture.asks("load", CoreKind.FIELD_BYTE_OFFSET, holds(local, local.u32), "0:1", load(4, 8), EXIT);

            assertRefused("load").hasMessageContaining("has 16 bytes, and no load does: EINVAL (22)");
        }

        @Test
        void ofSignedIntegersAreLeftAloneAndExplained() {
            holds(kernel, kernel.integer("long", 8, true));
            fixture.asks("load", CoreKind.FIELD_BYTE_OFFSET, holds(local, local.s32), "0:1", load(4, 8), EXIT)
                    .asks(
                            "constant",
                            CoreKind.FIELD_BYTE_OFFSET,
                            holds(local, local.s32),
                            "0:1",
                            Insn.mov64(0, 8),
                            EXIT);

            assertThat(fixture.outcome("load").reason())
                    .isEqualTo("the load of struct holder.value cannot be made to fit kernel 'target' (byte_off, access"
                            + " string 0:1)\n"
                            + "  the program loads int of 4 bytes, the kernel has long of 8 bytes; only pointers and"
                            + " unsigned integers can be loaded in another size");
            assertThat(code("constant").get(0)).isEqualTo(Insn.mov64(0, 8));
        }
    }

    @Nested
    class SeveralTypesOfOneName {
        private final int wanted =
                local.struct("twin", 8, at(0, local.s32, "a"), at(4, local.s32, "b"), at(0, local.s32, "c"));

        private void twins() {
            kernel.struct("twin", 16, at(0, kernel.s32, "a"), at(4, kernel.s32, "b"));
            kernel.struct("twin", 16, at(8, kernel.s32, "a"), at(4, kernel.s32, "b"), at(12, kernel.s32, "c"));
        }

        @Test
        void mustAgree() {
            twins();
            fixture.asks("agree", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:1", load(4, 4), EXIT)
                    .asks("differ", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:0", load(4, 0), EXIT);

            assertThat(fixture.outcome("agree").value()).hasValue(4);
            assertRefused("differ")
                    .hasMessage("cannot relocate program 'differ' of crafted.o: a CO-RE relocation (byte_off) is"
                            + " ambiguous: struct twin.a (0:0 at byte 0) can be struct twin.a (0:0 at byte 0) (type 5) or"
                            + " struct twin.a (0:0 at byte 8) (type 6)\n"
                            + "  at insn 0");
        }

        @Test
        void mustAgreeOnValuesWhereOffsetsDoNotMatter() {
            twins();
            fixture.asks("size", CoreKind.TYPE_SIZE, wanted, "0", Insn.mov64(0, 8), EXIT)
                    .asks("id", CoreKind.TYPE_ID_TARGET, wanted, "0", Insn.mov64(0, 1), EXIT);

            assertThat(fixture.outcome("size").value()).hasValue(16);
            assertRefused("id").hasMessageContaining("ambiguous");
        }

        @Test
        void areOneOnceARelocationFitsOneOnly() {
            twins();
            fixture.asks("decides", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:2", load(4, 0), EXIT)
                    .asks("follows", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:0", load(4, 0), EXIT);

            assertThat(fixture.outcome("follows").value()).hasValue(8);
        }

        @Test
        void areDecidedInTheOrderOfTheFileNotOfTheCode() {
            twins();
            CoreRelocation late = new CoreRelocation(0, wanted, "0:0", CoreKind.FIELD_BYTE_OFFSET.number(), 101);
            CoreRelocation early = new CoreRelocation(1, wanted, "0:2", CoreKind.FIELD_BYTE_OFFSET.number(), 100);
            fixture.asks("p", true, List.of(late, early), load(4, 0), load(4, 0), EXIT);

            assertThat(fixture.relocate().program("p").core())
                    .extracting(outcome -> outcome.value().getAsLong())
                    .containsExactly(8L, 12L);
        }

        @Test
        void areNotDecidedByProgramsThatAreLoadedOnlyWhenAskedFor() {
            twins();
            fixture.asks(
                            "optional",
                            false,
                            List.of(new CoreRelocation(0, wanted, "0:2", CoreKind.FIELD_BYTE_OFFSET.number(), 0)),
                            load(4, 0),
                            EXIT)
                    .asks(
                            "p",
                            true,
                            List.of(new CoreRelocation(0, wanted, "0:0", CoreKind.FIELD_BYTE_OFFSET.number(), 1)),
                            load(4, 0),
                            EXIT);

            assertRefused("p").hasMessageContaining("ambiguous");
        }

        @Test
        void areDecidedForEachProgramAloneWhereTheyCannotBeForAll() {
            twins();
            fixture.asks("decides", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:2", load(4, 0), EXIT)
                    .asks("follows", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:0", load(4, 0), EXIT)
                    .asks("hopeless", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:9", load(4, 0), EXIT);

            assertThat(fixture.relocate().refused())
                    .extracting(RelocatedObject.Refusal::program)
                    .containsExactly("follows", "hopeless");
        }

        @Test
        void doNotIncludeThoseOfOtherKinds() {
            kernel.typedef("twin", kernel.s32);
            kernel.add(new BtfType.Fwd("twin", false));
            fixture.asks("p", CoreKind.TYPE_EXISTS, wanted, "0", Insn.mov64(0, 1), EXIT);

            assertThat(fixture.outcome("p").value()).hasValue(0);
        }

        @Test
        void includeFlavoursOfTheKernel() {
            kernel.struct("twin___flavour", 16, at(12, kernel.s32, "a"));
            fixture.asks("p", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:0", load(4, 0), EXIT);

            assertThat(fixture.outcome("p").target()).isEqualTo("struct twin___flavour.a (0:0 at byte 12)");
        }
    }

    @Nested
    class TypesThatWereCutDown {
        @Test
        void areNotTakenForAKernelThatLacksWhatWasCut() {
            int here = kernel.struct("here", 8, at(0, kernel.s32, "a"), at(4, kernel.s32, "b"));
            kernel.struct("cut", 4, at(0, kernel.s32, "a"));
            BtfSelection selection = new BtfSelection(kernel.toBtf());
            selection.ask(BtfKind.STRUCT, "never_there");
            selection.askMember(here, "a");
            TargetKernel minimized = CoreObjects.kernel("target", BtfMinimizer.minimize(selection));
            int wantedHere = local.struct("here", 8, at(0, local.s32, "a"), at(4, local.s32, "b"));
            int wantedCut = local.struct("cut", 4, at(0, local.s32, "a"));
            int wantedNever = local.struct("never_there", 4, at(0, local.s32, "a"));
            fixture.asks("kept", CoreKind.FIELD_EXISTS, wantedHere, "0:0", Insn.mov64(0, 1), EXIT)
                    .asks("cut_member", CoreKind.FIELD_EXISTS, wantedHere, "0:1", Insn.mov64(0, 1), EXIT)
                    .asks("cut_type", CoreKind.TYPE_EXISTS, wantedCut, "0", Insn.mov64(0, 1), EXIT)
                    .asks("cut_match", CoreKind.TYPE_MATCHES, wantedHere, "0", Insn.mov64(0, 1), EXIT)
                    .asks("never_there", CoreKind.TYPE_EXISTS, wantedNever, "0", Insn.mov64(0, 1), EXIT);

            RelocatedObject relocated = fixture.relocate(minimized);

            assertThat(relocated.program("kept").core().get(0).value()).hasValue(1);
            assertThat(relocated.program("never_there").core().get(0).value()).hasValue(0);
            assertThat(relocated.refused())
                    .extracting(RelocatedObject.Refusal::program)
                    .containsExactly("cut_member", "cut_type", "cut_match");
            assertThatThrownBy(() -> relocated.program("cut_member"))
                    .hasMessageContaining("cannot tell whether the kernel has member 'b' of struct 'here'");
        }
    }

    @Nested
    class Modules {
        private final int wanted = local.struct("thing", 4, at(0, local.s32, "a"));

        private BtfType.Composite thing(int offset) {
            return new BtfType.Composite("thing", false, 64, List.of(at(offset, kernel.s32, "a")));
        }

        @Test
        void areAskedForWhatTheKernelDoesNotHave() {
            fixture.withModule("first", thing(24))
                    .asks("p", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:0", load(4, 0), EXIT);

            assertThat(fixture.outcome("p").value()).hasValue(24);
            assertThat(fixture.outcome("p").target()).isEqualTo("struct thing.a (0:0 at byte 24) of module first");
        }

        @Test
        void areNotAskedForWhatTheKernelHas() {
            kernel.add(thing(8));
            fixture.withModule("first", thing(24))
                    .asks("p", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:0", load(4, 0), EXIT);

            assertThat(fixture.outcome("p").value()).hasValue(8);
        }

        @Test
        void mustAgreeWithEachOther() {
            fixture.withModule("first", thing(24))
                    .withModule("second", thing(28))
                    .asks("p", CoreKind.FIELD_BYTE_OFFSET, wanted, "0:0", load(4, 0), EXIT);

            assertRefused("p").hasMessageContaining("of module first").hasMessageContaining("of module second");
        }
    }

    @Nested
    class Enumerators {
        private static final long LARGE = 0x8000_0001L;

        @ParameterizedTest
        @CsvSource({
            "false, false, 0x80000001, 0x80000001", // zero-extended on both sides
            "false, true, 0x80000001, 0xffffffff80000001",
            "true, true, 0xffffffff80000001, 0xffffffff80000001",
            "true, false, 0xffffffff80000001, 0xffffffff80000001", // older kernels do not say that it is signed
            "false, false, 0xffffffff80000001, 0xffffffff80000001", // nor do older compilers, but their code shows it
        })
        void areExtendedAsTheirEnumSays(boolean localSigned, boolean kernelSigned, String held, String written) {
            long before = Long.parseUnsignedLong(held.substring(2), 16);
            int large = local.enumeration("large", localSigned, "L", (int) LARGE);
            kernel.enumeration("large", kernelSigned, "L", (int) LARGE);
            fixture.asks(
                    "p", CoreKind.ENUMVAL_VALUE, large, "0", Insn.loadImm64(0, before), Insn.highHalf(before), EXIT);

            assertThat(fixture.outcome("p").value()).hasValue(Long.parseUnsignedLong(written.substring(2), 16));
        }
    }

    @Nested
    class EnumeratorsOfKernelsWithout64BitEnums {
        @Test
        void areTheLowerHalvesOfSignedNumbers() {
            int context = local.add(
                    new BtfType.Enum("context", true, 8, false, List.of(new BtfType.Enumerator("HYPERVISOR", -32))));
            kernel.add(new BtfType.Enum(
                    "context", false, 8, false, List.of(new BtfType.Enumerator("HYPERVISOR", 0xffff_ffe0L))));
            fixture.asks("p", CoreKind.ENUMVAL_VALUE, context, "0", Insn.loadImm64(0, -32), Insn.highHalf(-32), EXIT);

            assertThat(fixture.outcome("p").value()).hasValue(-32);
            assertThat(fixture.outcome("p").target()).isEqualTo("enum context::HYPERVISOR = 18446744073709551584");
        }
    }

    @Nested
    class FunctionsOfText {
        @Test
        void thatCannotBeRelocatedRefuseEveryProgram() {
            CoreRelocation unknown = new CoreRelocation(0, pair(), "0:0", 13, 0);
            fixture.hasFunction("broken", List.of(unknown), load(4, 0), EXIT)
                    .asks("p", CoreKind.FIELD_BYTE_OFFSET, pair(), "0:1", load(4, 4), EXIT);

            assertRefused("p")
                    .hasMessage("cannot relocate program 'p' of crafted.o: CO-RE relocation of unknown kind 13\n"
                            + "  the program does not call 'broken', but loaders relocate all functions of .text for"
                            + " each program\n"
                            + "  at insn 0 of function 'broken'");
        }
    }

    @Nested
    class Fields {
        @Test
        void areFoundInUnnamedStructsInTheOrderOfTheDeclaration() {
            int inner = kernel.struct("", 8, at(4, kernel.s32, "a"));
            kernel.struct("outer", 32, at(8, inner, ""), at(24, kernel.s32, "a"));
            int outer = local.struct("outer", 4, at(0, local.s32, "a"));
            fixture.asks("p", CoreKind.FIELD_BYTE_OFFSET, outer, "0:0", load(4, 0), EXIT);

            assertThat(fixture.outcome("p").target()).isEqualTo("struct outer.a (0:0:0 at byte 12)");
        }

        @Test
        void areNotFoundThroughUnnamedStructsWithoutEnd() {
            int self = kernel.struct("outer", 8, at(0, 5, ""));
            int outer = local.struct("outer", 4, at(0, local.s32, "a"));
            fixture.asks("p", CoreKind.FIELD_BYTE_OFFSET, outer, "0:0", load(4, 0), EXIT);

            assertThat(self).isEqualTo(5);
            assertRefused("p")
                    .hasMessageContaining("takes more than 64 steps to find 'a'")
                    .hasMessageContaining("E2BIG");
        }

        @Test
        void areSearchedOnceHoweverManyWaysLeadThere() {
            int inner = kernel.struct("", 8, at(0, kernel.s32, "other"));
            for (int level = 0; level < 50; level++) {
                inner = kernel.struct("", 8, at(0, inner, ""), at(0, inner, ""));
            }
            kernel.struct("outer", 8, at(0, inner, ""));
            int outer = local.struct("outer", 4, at(0, local.s32, "a"));
            fixture.asks("p", CoreKind.FIELD_EXISTS, outer, "0:0", Insn.mov64(0, 1), EXIT);

            assertThat(fixture.outcome("p").value()).hasValue(0);
        }

        @Test
        void doNotSpanMoreThanEightBytesAsBits() {
            kernel.struct("flags", 16, bits(60, 10, kernel.u64, "f"));
            int flags = local.struct("flags", 8, bits(0, 10, local.u64, "f"));
            fixture.asks("p", CoreKind.FIELD_BYTE_OFFSET, flags, "0:0", load(8, 0), EXIT);

            assertRefused("p").hasMessageContaining("cannot be read by a load of 8 bytes: E2BIG (7)");
        }

        @Test
        void growTheirUnitWhereBitsCrossIt() {
            kernel.struct("flags", 16, bits(28, 10, kernel.u32, "f"));
            int flags = local.struct("flags", 8, bits(0, 10, local.u32, "f"));
            fixture.asks("size", CoreKind.FIELD_BYTE_SIZE, flags, "0:0", Insn.mov64(0, 4), EXIT)
                    .asks("shift", CoreKind.FIELD_LSHIFT_U64, flags, "0:0", Insn.mov64(0, 54), EXIT);

            assertThat(fixture.outcome("size").value()).hasValue(8);
            assertThat(fixture.outcome("shift").value()).hasValue(64 - 38);
        }

        @Test
        void thatAreElementsHaveNoSign() {
            int array = local.array(local.s32, 4);
            int holder = local.struct("s", 16, at(0, array, "a"));
            fixture.asks("p", CoreKind.FIELD_SIGNED, holder, "0:0:1", Insn.mov64(0, 1), EXIT);

            assertRefused("p").hasMessageContaining("asks for signed of an array element (struct s.a[1])");
        }

        @Test
        void ofAnonymousTypesCannotBeAskedFor() {
            int anonymous = local.struct("", 4, at(0, local.s32, "a"));
            fixture.asks("field", CoreKind.FIELD_BYTE_OFFSET, anonymous, "0:0", load(4, 0), EXIT)
                    .asks("id", CoreKind.TYPE_ID_LOCAL, anonymous, "0", Insn.mov64(0, 0), EXIT);

            assertRefused("field").hasMessageContaining("names an anonymous type");
            assertThat(fixture.outcome("id").value()).hasValue(anonymous);
        }
    }
}
