// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.PrologueException.Reason;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.probeproof.loader.instance.TestPrograms.BODY;
import static dev.probeproof.loader.instance.TestPrograms.U64;
import static dev.probeproof.loader.instance.TestPrograms.argument;
import static dev.probeproof.loader.instance.TestPrograms.kernelAt;
import static dev.probeproof.loader.instance.TestPrograms.point;
import static dev.probeproof.loader.instance.TestPrograms.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The layouts that are ours, and what they take that perf's could not. */
class OwnLayoutsTest {
    private static final FetchValue DI =
            new FetchValue.Register(Archs.X86_64.register("di").orElseThrow());
    private static final FetchLeaf S32 = new FetchLeaf.Int(4, true);

    private static ProgramInstance prepare(
            PrologueLayout layout, RelocatedProgram program, FetchArgument... arguments) {
        return new ProloguePreprocessor(layout)
                .prepare(program, List.of(point("f", arguments)), TestPrograms.kernel())
                .get(0);
    }

    private static ProgramInstance registers(FetchArgument... arguments) {
        return prepare(PrologueLayout.REGISTERS, TestPrograms.program(BODY), arguments);
    }

    private static FetchValue memory(FetchValue address) {
        return new FetchValue.Memory(address, 8, AddressSpaceKind.KERNEL);
    }

    @Test
    void registersThatLieInRegistersAreLoadsAndNothingElse() {
        assertThat(registers(argument("a", register("di"), U64), argument("b", register("si"), S32))
                        .prologue()
                        .asList())
                .containsExactly(
                        Insn.load(8, 3, 1, 112),
                        Insn.load(8, 4, 1, 104),
                        Insn.alu64(Opcode.LSH, 4, 32),
                        Insn.alu64(Opcode.ARSH, 4, 32),
                        Insn.mov64(2, 0));
    }

    @Test
    void registersAreNotBouncedThroughTheStackBesideAFetchedOne() {
        PrologueMachine machine =
                new PrologueMachine(ByteOrder.LITTLE_ENDIAN).register(112, 0).register(104, -7);

        var prologue = registers(argument("a", register("di"), U64, kernelAt(8)), argument("b", register("si"), U64))
                .prologue();
        machine.run(prologue);

        assertThat(prologue.asList())
                .filteredOn(i -> i.instructionClass() == Opcode.STX)
                .isEmpty();
        assertThat(Arrays.copyOfRange(machine.registers, 1, 5)).containsExactly(PrologueMachine.CONTEXT, 1, 0, -7);
    }

    @Test
    void anAbsentArgumentSetsItsBitAndIsZeroInEitherLayout() {
        FetchBase absent = new FetchBase.Absent("optimised out");
        FetchArgument[] arguments = {argument("a", register("di"), U64), argument("b", absent, U64)};
        PrologueMachine inRegisters = new PrologueMachine(ByteOrder.LITTLE_ENDIAN).register(112, 5);
        PrologueMachine inStruct = new PrologueMachine(ByteOrder.LITTLE_ENDIAN).register(112, 5);

        inRegisters.run(registers(arguments).prologue());
        inStruct.run(prepare(PrologueLayout.STRUCT, TestPrograms.program(BODY), arguments)
                .prologue());

        assertThat(Arrays.copyOfRange(inRegisters.registers, 2, 5)).containsExactly(2, 5, 0);
        assertThat(inStruct.registers[2]).isEqualTo(2);
        assertThat(inStruct.number(inStruct.read(inStruct.registers[3] + 8, 8))).isZero();
    }

    @Test
    void fewerAreGivenThanTheFunctionDeclaresAndTheRestIsZero() {
        TestTypes types = new TestTypes();
        ProgramBtf records = types.function(0, "f", types.u32, types.u32, types.u32, types.u32, types.u32)
                .records();
        PrologueMachine machine = new PrologueMachine(ByteOrder.LITTLE_ENDIAN).register(112, 5);

        machine.run(prepare(
                        PrologueLayout.REGISTERS,
                        TestPrograms.program(BODY, List.of(), records),
                        argument("a", register("di"), U64))
                .prologue());

        assertThat(Arrays.copyOfRange(machine.registers, 2, 6)).containsExactly(0, 5, 0, 0);
    }

    @Test
    void theTagOfAFunctionChoosesRegistersAndNothingElseDoes() {
        TestTypes types = new TestTypes();
        ProgramBtf untagged =
                types.function(0, "f", types.u32, types.u32, types.u32).records();
        Btf btf = BtfReader.read(untagged.blob());
        BtfEditor editor = BtfEditor.of(btf);
        editor.add(new BtfType.DeclTag(
                "probeproof:registers", untagged.functions().get(0).typeId(), -1));
        ProgramBtf tagged = new ProgramBtf(editor.toBtf().raw(), untagged.functions(), untagged.lines());

        assertThat(layoutOf(untagged)).isEqualTo(PrologueLayout.PERF);
        assertThat(layoutOf(tagged)).isEqualTo(PrologueLayout.REGISTERS);
    }

    private static PrologueLayout layoutOf(ProgramBtf types) {
        RelocatedProgram program = TestPrograms.program(BODY, List.of(), types);
        return new ProloguePreprocessor()
                .prepare(program, List.of(point("f", argument("a", register("di"), U64))), TestPrograms.kernel())
                .get(0)
                .layout();
    }

    @Test
    void textsDoNotFitRegisters() {
        assertThatThrownBy(() -> registers(argument("t", register("di"), new FetchLeaf.Text(8), kernelAt(0))))
                .isInstanceOfSatisfying(
                        PrologueException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED))
                .hasMessageContaining("hint: take the arguments as a struct");
    }

    @Test
    void aProbeInAUserProgramReadsUserMemoryInsideComputedValuesToo() {
        FetchArgument tree = argument("t", new FetchBase.Computed(memory(memory(DI))), U64, kernelAt(8));
        FetchArgument pieces = argument(
                "p",
                new FetchBase.Pieces(List.of(new FetchBase.Piece(memory(DI), true, AddressSpaceKind.KERNEL, 16))),
                new FetchLeaf.Memory(16));
        ProbePoint point =
                new ProbePoint("f(…)", new AttachPoint.Uprobe(Path.of("program"), 0, -1, false), List.of(tree, pieces));

        ProgramInstance instance = new ProloguePreprocessor(PrologueLayout.STRUCT)
                .prepare(TestPrograms.program(BODY), List.of(point), TestPrograms.kernel())
                .get(0);

        assertThat(instance.prologue().asList())
                .filteredOn(i -> i.isCall() && i.src() == Opcode.HELPER_CALL)
                .hasSize(5)
                .allMatch(i -> i.imm() == HelperId.PROBE_READ_USER.number());
    }

    @Test
    void aComputationThatReadsMemoryNeedsTheLicence() {
        RelocatedProgram program = TestPrograms.program("f", ProgramType.KPROBE, "Proprietary", BODY, List.of(), null);

        assertThat(prepare(PrologueLayout.STRUCT, program, argument("a", new FetchBase.Computed(DI), U64))
                        .layout())
                .isEqualTo(PrologueLayout.STRUCT);
        assertThatThrownBy(() ->
                        prepare(PrologueLayout.STRUCT, program, argument("a", new FetchBase.Computed(memory(DI)), U64)))
                .isInstanceOfSatisfying(
                        PrologueException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LICENSE));
    }

    /** A verifier that followed both ways of every comparison would have 2 to the 60th of them. */
    @ParameterizedTest
    @EnumSource(BinaryOperator.class)
    void computationsHaveNoBranches(BinaryOperator operator) {
        FetchValue value = new FetchValue.Binary(operator, memory(DI), DI);

        assertThat(prepare(
                                PrologueLayout.STRUCT,
                                TestPrograms.program(BODY),
                                argument("a", new FetchBase.Computed(value), U64))
                        .prologue()
                        .asList())
                .noneMatch(i -> i.instructionClass() == Opcode.JMP && !i.isCall() && i.opcode() != Opcode.EXIT);
    }

    @ParameterizedTest
    @EnumSource(
            value = PrologueLayout.class,
            names = {"STRUCT", "REGISTERS"})
    void waitingValuesCountAsStack(PrologueLayout layout) {
        FetchValue tree = memory(DI);
        for (int level = 0; level < 6; level++) {
            tree = new FetchValue.Binary(BinaryOperator.XOR, tree, memory(tree));
        }
        FetchValue deep = tree;
        if (layout == PrologueLayout.STRUCT) {
            Prologue prologue = StructPrologue.generate(
                    List.of(argument("a", new FetchBase.Computed(deep), U64)),
                    TestPrograms.kernel(),
                    ProbeContext.PT_REGS,
                    "",
                    "");
            assertThat(prologue.scratchBytes()).isBetween(8, 8 * 9);
            assertThat(StackUse.of(prologue.instructions()).frames().get(0)).isEqualTo(8 + prologue.scratchBytes());
        } else {
            Prologue prologue = RegisterPrologue.generate(
                    List.of(argument("a", new FetchBase.Computed(deep), U64)),
                    1,
                    TestPrograms.kernel(),
                    ProbeContext.PT_REGS,
                    "",
                    "");
            assertThat(StackUse.of(prologue.instructions()).frames().get(0)).isEqualTo(prologue.scratchBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65})
    void computationsMayBeAsDeepAsTheIrAllows(int levels) {
        FetchValue value = DI;
        for (int level = 1; level < levels; level++) {
            value = new FetchValue.Extend(value, 63, true);
        }
        FetchArgument argument = argument("a", new FetchBase.Computed(value), U64);

        if (levels <= FetchValue.MAX_DEPTH) {
            assertThat(registers(argument).prologue().isEmpty()).isFalse();
        } else {
            assertThatThrownBy(() -> registers(argument))
                    .isInstanceOf(PrologueException.class)
                    .hasMessageContaining("deeper than 64");
        }
    }

    @Test
    void piecesMustMakeUpTheWholeValue() {
        FetchBase pieces = new FetchBase.Pieces(List.of(new FetchBase.Piece(DI, false, AddressSpaceKind.KERNEL, 8)));

        assertThatThrownBy(() -> prepare(
                        PrologueLayout.STRUCT,
                        TestPrograms.program(BODY),
                        argument("p", pieces, new FetchLeaf.Memory(12))))
                .isInstanceOf(PrologueException.class)
                .hasMessageContaining("its pieces have 8 bytes, the value has 12");
    }

    @Test
    void perfsLayoutRefusesWhatPerfHadNoWordFor() {
        FetchArgument computed = argument("a", new FetchBase.Computed(memory(DI)), U64);

        assertThatThrownBy(() -> prepare(PrologueLayout.PERF, TestPrograms.program(BODY), computed))
                .isInstanceOfSatisfying(
                        PrologueException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
        assertThatThrownBy(() -> PerfArgument.of(computed.fetch())).isInstanceOf(PrologueException.class);
    }
}
