// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.PrologueException.Reason;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.probeproof.loader.instance.TestPrograms.BODY;
import static dev.probeproof.loader.instance.TestPrograms.U32;
import static dev.probeproof.loader.instance.TestPrograms.U64;
import static dev.probeproof.loader.instance.TestPrograms.argument;
import static dev.probeproof.loader.instance.TestPrograms.kernelAt;
import static dev.probeproof.loader.instance.TestPrograms.point;
import static dev.probeproof.loader.instance.TestPrograms.register;
import static dev.probeproof.loader.instance.TestPrograms.userAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProloguePreprocessorTest {
    private static final FetchArgument DI = argument("x", register("di"), U64);
    private static final FetchArgument SI = argument("x", register("si"), U64);

    private RelocatedProgram program = TestPrograms.program(BODY);
    private ProloguePreprocessor preprocessor = new ProloguePreprocessor();

    private List<ProgramInstance> prepare(ProbePoint... points) {
        return preprocessor.prepare(program, Arrays.asList(points), TestPrograms.kernel());
    }

    private static RelocatedProgram typed(ProgramBtf types) {
        return TestPrograms.program(BODY, List.of(), types);
    }

    private static RelocatedProgram withParameters(TestTypes types, int... parameters) {
        return typed(types.function(0, "trace_open", parameters).records());
    }

    private static void assertRefused(ThrowingCallable call, Reason reason, String... messages) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PrologueException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(messages);
    }

    @Nested
    class Grouping {
        @Test
        void sharesOneInstanceWhenArgumentsAreFetchedAlike() {
            ProbePoint a = point("a", DI);
            ProbePoint b = point("b", SI);
            ProbePoint c = point("c", DI);

            List<ProgramInstance> instances = prepare(a, b, c);

            assertThat(instances).hasSize(2);
            assertThat(instances.get(0).points()).containsExactly(a, c);
            assertThat(instances.get(1).points()).containsExactly(b);
        }

        /** Linux 6.1 mixed up the number of a point with the number of its type: swapped points fetched each other's. */
        @Test
        void givesEveryPointItsOwnPrologueInAnyOrder() {
            for (List<FetchArgument> order : List.of(List.of(DI, SI), List.of(SI, DI), List.of(SI, DI, SI, DI))) {
                List<ProbePoint> points = new ArrayList<>();
                for (FetchArgument argument : order) {
                    points.add(point("f" + points.size(), argument));
                }

                List<ProgramInstance> instances = prepare(points.toArray(ProbePoint[]::new));

                assertThat(instances).hasSize(2);
                for (int i = 0; i < points.size(); i++) {
                    ProbePoint wanted = points.get(i);
                    ProgramInstance serving = instances.stream()
                            .filter(instance -> instance.points().contains(wanted))
                            .findFirst()
                            .orElseThrow();
                    int offset = order.get(i) == DI ? 112 : 104;
                    assertThat(serving.prologue().get(0)).isEqualTo(Insn.load(8, 3, 1, offset));
                }
            }
        }

        @Test
        void numbersInstancesByFirstAppearance() {
            List<ProgramInstance> instances = prepare(point("a", SI), point("b", DI), point("c", SI));

            assertThat(instances).extracting(ProgramInstance::index).containsExactly(0, 1);
            assertThat(instances.get(0).prologue().get(0)).isEqualTo(Insn.load(8, 3, 1, 104));
        }

        @Test
        void tellsWidthSignednessAndAddressSpaceApart() {
            List<ProgramInstance> instances = prepare(
                    point("a", argument("x", register("di"), U32, kernelAt(8))),
                    point("b", argument("x", register("di"), U64, kernelAt(8))),
                    point("c", argument("x", register("di"), new FetchLeaf.Int(4, true), kernelAt(8))),
                    point("d", argument("x", register("di"), U32, userAt(8))),
                    point("e", argument("x", register("di"), U32, kernelAt(8 + (1L << 32) - (1L << 32)))));

            assertThat(instances).hasSize(4);
            assertThat(instances.get(0).points()).hasSize(2);
        }

        @Test
        void ignoresNames() {
            assertThat(prepare(
                            point("a", argument("x", register("di"), U64)),
                            point("b", argument("y", register("di"), U64))))
                    .hasSize(1);
        }

        @Test
        void keepsPointsThatAreGivenTwice() {
            ProbePoint twice = point("a", DI);

            assertThat(prepare(twice, twice).get(0).points()).containsExactly(twice, twice);
        }

        @Test
        void makesAsManyInstancesAsThereAreDistinctKeysWhateverTheOrder() {
            Random random = new Random(7);
            List<ProbePoint> points = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                FetchArgument argument = argument(
                        "x" + i, register(random.nextBoolean() ? "di" : "si"), U64, kernelAt(random.nextInt(5)));
                points.add(point("f" + i, argument));
            }
            int distinct =
                    new HashSet<>(points.stream().map(ProbePoint::typeKey).toList()).size();
            for (int round = 0; round < 20; round++) {
                Collections.shuffle(points, random);

                List<ProgramInstance> instances = prepare(points.toArray(ProbePoint[]::new));

                assertThat(instances).hasSize(distinct);
                assertThat(instances.stream().mapToInt(i -> i.points().size()).sum())
                        .isEqualTo(40);
                assertThat(instances)
                        .allSatisfy(instance -> assertThat(instance.points())
                                .extracting(ProbePoint::typeKey)
                                .containsOnly(instance.points().get(0).typeKey()));
            }
        }

        @Test
        void namesInstancesOnlyWhereThereAreSeveral() {
            assertThat(prepare(point("a", DI)).get(0).attributes().nameSuffix()).isEmpty();
            assertThat(prepare(point("a", DI), point("b", SI)))
                    .extracting(instance -> instance.attributes().nameSuffix())
                    .containsExactly("_0", "_1");
        }
    }

    @Nested
    class Layout {
        private final TestTypes types = new TestTypes();

        private PrologueLayout layout(ProbePoint point) {
            return prepare(point).get(0).layout();
        }

        @Test
        void isStructForAPointerToAStructAsThirdParameter() {
            int args = types.struct("args", "x", types.u64, 8);
            program = withParameters(types, types.context, types.u64, types.pointerToConst(args));

            assertThat(layout(point("a", DI))).isEqualTo(PrologueLayout.STRUCT);
        }

        @Test
        void isPerfForNumbers() {
            program = withParameters(types, types.context, types.u32, types.u64);

            assertThat(layout(point("a", DI))).isEqualTo(PrologueLayout.PERF);
        }

        @Test
        void isPerfWithoutTypesAsSoonAsThereAreArguments() {
            assertThat(layout(point("a", DI))).isEqualTo(PrologueLayout.PERF);
            assertThat(layout(point("a"))).isEqualTo(PrologueLayout.NONE);
        }

        @Test
        void isNothingForFunctionsThatTakeTheContextOnly() {
            program = withParameters(types, types.context);

            List<ProgramInstance> instances = prepare(point("a"));

            assertThat(instances.get(0).layout()).isEqualTo(PrologueLayout.NONE);
            assertThat(instances.get(0).prologue().isEmpty()).isTrue();
        }

        @Test
        void canBeOverridden() {
            preprocessor = new ProloguePreprocessor(PrologueLayout.STRUCT);

            assertThat(layout(point("a", DI))).isEqualTo(PrologueLayout.STRUCT);
        }

        @Test
        void isNothingForOtherProgramTypes() {
            int args = types.struct("args", "x", types.u64, 8);
            types.function(0, "f", types.context, types.u64, types.pointerToConst(args));
            program = TestPrograms.program("f", ProgramType.EXT, "GPL", BODY, List.of(), types.records());

            assertThat(prepare()).containsExactly(ProgramInstance.plain(program));
            assertRefused(() -> prepare(point("a", DI)), Reason.UNSUPPORTED, "this is a ext program");
        }

        @Test
        void leavesProgramsWithoutPointsAsTheyAre() {
            assertThat(prepare()).containsExactly(ProgramInstance.plain(program));
        }

        @Test
        void needsAPointForAProgramThatTakesArguments() {
            program = withParameters(types, types.context, types.u32, types.u64);

            assertRefused(() -> prepare(), Reason.PROTOTYPE_MISMATCH, "no probe definition says which");
        }

        @Test
        void needsParametersForArguments() {
            program = withParameters(types, types.context);

            assertRefused(
                    () -> prepare(point("vfs_read", DI)),
                    Reason.PROTOTYPE_MISMATCH,
                    "cannot make a prologue of 'trace_open' for vfs_read(…): it has 1 argument, but the function takes"
                            + " the context only");
        }
    }

    @Nested
    class Perf {
        private final TestTypes types = new TestTypes();

        @Test
        void zeroesDeclaredParametersThatThePointDoesNotFetch() {
            program = withParameters(types, types.context, types.u32, types.u64, types.u64, types.u64);

            assertThat(prepare(point("a", DI)).get(0).prologue().asList())
                    .containsExactly(Insn.load(8, 3, 1, 112), Insn.mov64(2, 0), Insn.mov64(4, 0), Insn.mov64(5, 0));
            assertThat(prepare(point("a")).get(0).prologue().asList())
                    .containsExactly(Insn.mov64(2, 0), Insn.mov64(3, 0), Insn.mov64(4, 0), Insn.mov64(5, 0));
        }

        @Test
        void refusesMoreArgumentsThanRegisters() {
            assertRefused(() -> prepare(point("a", DI, SI, DI, SI)), Reason.TOO_MANY_ARGUMENTS, "4 arguments", "hint");
        }

        @Test
        void refusesMoreArgumentsThanParameters() {
            program = withParameters(types, types.context, types.u32, types.u64);

            assertRefused(() -> prepare(point("a", DI, SI)), Reason.PROTOTYPE_MISMATCH, "2 arguments", "takes 1");
        }

        @Test
        void refusesWhatPerfWouldHaveFetchedWrongly() {
            assertRefused(
                    () -> prepare(point("a", argument("x", register("di"), new FetchLeaf.Text(8), kernelAt(0)))),
                    Reason.UNSUPPORTED,
                    "first 8 bytes");
            assertRefused(
                    () -> prepare(point("a", argument("x", register("di"), new FetchLeaf.Bits(4, 1, 2, false)))),
                    Reason.UNSUPPORTED,
                    "first 8 bytes");
            assertRefused(
                    () -> prepare(point("a", argument("x", new FetchBase.Immediate(1), U64))),
                    Reason.UNSUPPORTED,
                    "registers only");
            assertRefused(
                    () -> prepare(point("a", argument("x", register("di"), U64, userAt(0), kernelAt(0)))),
                    Reason.UNSUPPORTED,
                    "cannot return to kernel memory");
            assertRefused(
                    () -> prepare(point("a", argument("x", register("di"), U64, kernelAt(1L << 31)))),
                    Reason.OFFSET_OUT_OF_RANGE,
                    "PROLOGUEOOB (3908)");
        }

        @Test
        void reachesRegistersThatPerfDidNotKnow() {
            assertThat(prepare(point("a", argument("x", register("ip"), U64)))
                            .get(0)
                            .prologue()
                            .get(0))
                    .isEqualTo(Insn.load(8, 3, 1, 128));
        }

        @Test
        void equalsTheCompatibleGeneratorForWhatBothCanDo() {
            FetchArgument mode = argument("x", register("di"), U32, kernelAt(68), userAt(16));

            assertThat(prepare(point("a", mode, SI)).get(0).prologue())
                    .isEqualTo(PerfPrologue.generate(
                            List.of(PerfArgument.of(mode.fetch()), PerfArgument.of(SI.fetch())), Archs.X86_64, 4096));
        }

        @Test
        void isLimitedByTheKernelAndNotByPerfsBuffer() {
            Instructions body = Instructions.of(Collections.nCopies(5000, Insn.mov64(0, 0)));
            program = TestPrograms.program(body);

            assertThat(prepare(point("a", DI))).hasSize(1);
            TargetKernel old = TestPrograms.kernel(Archs.X86_64, "4.19.0");
            assertRefused(
                    () -> preprocessor.prepare(program, List.of(point("a", DI)), old),
                    Reason.TOO_LONG,
                    "PROLOGUE2BIG (3907)");
        }
    }

    @Nested
    class Struct {
        private final TestTypes types = new TestTypes();

        private int numbers(int count) {
            Object[] members = new Object[3 * count];
            for (int i = 0; i < count; i++) {
                members[3 * i] = "n" + i;
                members[3 * i + 1] = types.u64;
                members[3 * i + 2] = 8;
            }
            return types.pointerToConst(types.struct("args", members));
        }

        private ProbePoint fetching(int count) {
            return point("a", Collections.nCopies(count, DI).toArray(FetchArgument[]::new));
        }

        @Test
        void refusesParametersThatItDoesNotFill() {
            program = withParameters(types, types.context, types.u64, numbers(1), types.u64);

            assertRefused(
                    () -> prepare(point("a", DI)),
                    Reason.PROTOTYPE_MISMATCH,
                    "the function's parameter 4 ('p3') would get nothing",
                    "hint: make it a member of the struct");
        }

        @Test
        void refusesAStructThatIsOnlyDeclared() {
            int declared = types.editor.add(new BtfType.Fwd("args", false));
            program = withParameters(types, types.context, types.u64, types.pointerToConst(declared));

            assertRefused(
                    () -> prepare(point("a", DI)),
                    Reason.PROTOTYPE_MISMATCH,
                    "parameter 3 ('p2') points to 'args'",
                    "nothing to compare with");
        }

        @Test
        void needsABitOfTheMaskForEveryArgument() {
            program = withParameters(types, types.context, types.u32, numbers(32));
            assertThat(prepare(fetching(32))).hasSize(1);
        }

        @Test
        void refusesMoreArgumentsThanTheMaskHasBits() {
            program = withParameters(types, types.context, types.u32, numbers(33));

            assertRefused(
                    () -> prepare(fetching(33)),
                    Reason.PROTOTYPE_MISMATCH,
                    "parameter 2 ('p1') holds 32 of the 33 bits",
                    "hint: declare it as u64");
        }

        @Test
        void refusesABooleanAsTheMaskOfTwo() {
            int bool = types.editor.add(new BtfType.Int("_Bool", 1, false, false, true, 0, 8));
            program = withParameters(types, types.context, bool, numbers(2));

            assertRefused(() -> prepare(point("a", DI, SI)), Reason.PROTOTYPE_MISMATCH, "holds 1 of the 2 bits");
        }

        @Test
        void refusesAStructAsTheMask() {
            int pair = types.struct("pair", "a", types.u64, 8, "b", types.u64, 8);
            program = withParameters(types, types.context, pair, numbers(1));

            assertRefused(() -> prepare(point("a", DI)), Reason.PROTOTYPE_MISMATCH, "holds 0 of the 1 bits");
        }
    }

    @Nested
    class UserProbes {
        private List<HelperId> helpers(PrologueLayout layout) {
            preprocessor = new ProloguePreprocessor(layout);
            FetchArgument argument = argument("x", register("di"), U64, kernelAt(8), userAt(0), kernelAt(4));
            ProbePoint point = new ProbePoint(
                    "main(x)", new AttachPoint.Uprobe(Path.of("a.out"), 0x1136, -1, false), List.of(argument));
            return prepare(point).get(0).prologue().asList().stream()
                    .filter(i -> i.isCall() && i.src() == Opcode.HELPER_CALL)
                    .map(i -> HelperId.of(i.imm()).orElseThrow())
                    .toList();
        }

        @Test
        void readUserMemoryOnEveryHop() {
            assertThat(helpers(PrologueLayout.PERF)).hasSize(3).containsOnly(HelperId.PROBE_READ_USER);
            assertThat(helpers(PrologueLayout.STRUCT)).hasSize(3).containsOnly(HelperId.PROBE_READ_USER);
        }
    }

    @Nested
    class Licence {
        private void license(String license) {
            program = TestPrograms.program("f", ProgramType.KPROBE, license, BODY, List.of(), null);
        }

        @Test
        void mustBeCompatibleWithTheGplToReadMemory() {
            license("MIT");

            assertRefused(
                    () -> prepare(point("a", SI, argument("mode", register("di"), U32, kernelAt(68)))),
                    Reason.LICENSE,
                    "argument 'mode' (mode-expression) reads memory",
                    "this one says 'MIT'",
                    "Dual MIT/GPL");
        }

        @Test
        void isFreeForRegisters() {
            license("MIT");

            assertThat(prepare(point("a", DI, SI))).hasSize(1);
        }

        @Test
        void mayBeDual() {
            license("Dual MIT/GPL");

            assertThat(prepare(point("a", argument("x", register("di"), U32, kernelAt(68)))))
                    .hasSize(1);
        }
    }

    @Nested
    class Stack {
        private final FetchArgument text =
                argument("text", register("di"), new FetchLeaf.Text(256), kernelAt(0), kernelAt(8));

        private void bodyWithFrame(int bytes) {
            preprocessor = new ProloguePreprocessor(PrologueLayout.STRUCT);
            program = TestPrograms.program(
                    Instructions.of(Insn.storeImm(8, 10, -bytes, 0), Insn.mov64(0, 0), Insn.exit()));
        }

        @Test
        void isSharedWithTheBody() {
            bodyWithFrame(224);
            assertThat(prepare(point("a", text))).hasSize(1);

            bodyWithFrame(232);
            assertRefused(
                    () -> prepare(point("a", text)),
                    Reason.STACK,
                    "the prologue's frame takes 272 bytes (struct 264, scratch 8)",
                    "the program and the functions it calls 256",
                    "together 544",
                    "kernel 6.12.0 gives 512 in all",
                    "hint: shorten texts (name:string(16))");
        }

        @Test
        void isNotSharedWhereFramesHaveStacksOfTheirOwn() {
            bodyWithFrame(512);
            TargetKernel kernel = TestPrograms.kernel(Archs.X86_64, "6.18.44");

            assertThat(preprocessor.prepare(program, List.of(point("a", text)), kernel))
                    .hasSize(1);
            assertThatThrownBy(() -> preprocessor.prepare(
                            program, List.of(point("a", text)), TestPrograms.kernel(Archs.S390X, "6.18.44")))
                    .isInstanceOf(PrologueException.class);
        }

        @Test
        void holdsNoStructBeyondItsSize() {
            bodyWithFrame(8);
            preprocessor = new ProloguePreprocessor(PrologueLayout.STRUCT);

            assertRefused(
                    () -> preprocessor.prepare(
                            program, List.of(point("a", text, text)), TestPrograms.kernel(Archs.X86_64, "6.18.44")),
                    Reason.STACK,
                    "takes 528 bytes",
                    "a frame has at most 512");
        }

        @ParameterizedTest
        @ValueSource(ints = {513, 65_616, Integer.MAX_VALUE})
        void holdsNoArgumentBeyondItsSize(int bytes) {
            preprocessor = new ProloguePreprocessor(PrologueLayout.STRUCT);

            for (FetchLeaf leaf : List.of(new FetchLeaf.Memory(bytes), new FetchLeaf.Text(bytes))) {
                assertRefused(
                        () -> prepare(point("a", argument("x", register("di"), leaf, kernelAt(0)))),
                        Reason.STACK,
                        "cannot make a prologue of 'trace_open' for a(…): argument 'x' (x-expression) takes up to "
                                + bytes + " bytes; a frame has at most 512");
            }
        }

        @Test
        void holdsNoSumOfArgumentsBeyondItsSize() {
            preprocessor = new ProloguePreprocessor(PrologueLayout.STRUCT);
            FetchArgument bytes = argument("x", register("di"), new FetchLeaf.Memory(512), kernelAt(0));
            FetchArgument[] most = Collections.nCopies(64, bytes).toArray(FetchArgument[]::new);

            assertRefused(() -> prepare(point("a", most)), Reason.STACK, "takes 32768 bytes (struct 32768, scratch 0)");
        }

        @Test
        void isShortForTailCalls() {
            preprocessor = new ProloguePreprocessor(PrologueLayout.STRUCT);
            program = TestPrograms.program(Instructions.of(Insn.call(HelperId.TAIL_CALL), Insn.exit()));

            assertRefused(() -> prepare(point("a", text)), Reason.STACK, "tail calls", "less than 256 bytes");
        }
    }

    @Test
    void takesTheBodyAsItIs() {
        Instruction marker = Insn.mov64(0, 4711);
        program = TestPrograms.program(Instructions.of(marker, Insn.exit()));

        ProgramInstance instance = prepare(point("a", DI)).get(0);

        assertThat(instance.instructions().get(instance.prologue().size())).isEqualTo(marker);
        assertThat(instance.program()).isSameAs(program);
    }
}
