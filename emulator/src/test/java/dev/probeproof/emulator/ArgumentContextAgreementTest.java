// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.instance.ArgumentStruct;
import dev.probeproof.loader.instance.InstanceLoader;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.testing.FetchRecorder;
import dev.probeproof.loader.testing.RandomFetches;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Prologues of programs whose context is arguments: verified, run, compared with {@link FetchEvaluation}. */
class ArgumentContextAgreementTest {
    private static final int LISTS = Integer.getInteger("prologue.lists", 60);
    private static final long SEED = 20261123;

    /** Places whose arguments are pointers to structs and to other things, a struct by value, and numbers. */
    enum Place {
        RAW_TP(ProgramType.RAW_TRACEPOINT, 0, new AttachPoint.RawTracepoint("tick"), ContextWords.MAX),
        TP_BTF(AttachType.TRACE_RAW_TP, "tick", 4),
        FENTRY(AttachType.TRACE_FENTRY, "f", 6),
        FEXIT(AttachType.TRACE_FEXIT, "f", 7),
        FMOD_RET(AttachType.MODIFY_RETURN, "security_f", 7);

        private final ProgramType type;
        private final int attachType;
        private final AttachPoint point;
        private final int words;

        Place(ProgramType type, int attachType, AttachPoint point, int words) {
            this.type = type;
            this.attachType = attachType;
            this.point = point;
            this.words = words;
        }

        Place(AttachType type, String target, int words) {
            this(ProgramType.TRACING, type.number(), new AttachPoint.Traced(type, target), words);
        }
    }

    static Stream<Arguments> placesOnFiveArchitectures() {
        return Stream.of("x86_64", "arm64", "riscv64", "s390x", "ppc64le")
                .flatMap(arch -> Stream.of(Place.values()).map(place -> Arguments.of(arch, place)));
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("placesOnFiveArchitectures")
    void everyArgumentIsWhatItsFetchMeans(String name, Place place) {
        Arch machine = Archs.find(name).orElseThrow();
        Arch words = ContextWords.on(machine, place.words);
        Random random = new Random(SEED);
        try (EmulatedKernel kernel = EmulatedKernel.builder(kernel(machine))
                .possibleCpus(2)
                .engine(EngineChoice.COMPILER)
                .build()) {
            MapHandle map = kernel.createMap(FetchRecorder.MAP);
            for (int list = 0; list < LISTS; list++) {
                RandomFetches fetches = new RandomFetches(random, words);
                PrologueLayout layout = random.nextInt(4) == 0 ? PrologueLayout.REGISTERS : PrologueLayout.STRUCT;
                List<FetchArgument> arguments = layout == PrologueLayout.STRUCT
                        ? fetches.arguments(1 + random.nextInt(6))
                        : fetches.numbers(1 + random.nextInt(3));
                PtRegs context = PtRegs.zero(words);
                for (Register word : words.registers()) {
                    context = context.with(word.name(), fetches.pointerOrNoise());
                }
                int cpu = random.nextInt(2);
                FetchEvaluation evaluation = new FetchEvaluation(machine, context, cpu, Task.DEFAULT.comm());
                MemoryImage memory = memory(machine, random, fetches, evaluation);

                byte[] recorded = record(
                        kernel,
                        map,
                        place,
                        layout,
                        arguments,
                        new KprobeEvent("f", false, context, memory, Task.DEFAULT, cpu));

                assertThat(recorded)
                        .as("list %d, %s", list, arguments)
                        .isEqualTo(expected(machine, arguments, evaluation));
            }
        }
    }

    private static byte[] record(
            EmulatedKernel kernel,
            MapHandle map,
            Place place,
            PrologueLayout layout,
            List<FetchArgument> arguments,
            KprobeEvent event) {
        byte[] key = new byte[4];
        map.update(key, new byte[FetchRecorder.BYTES], MapHandle.ANY);
        ProgramInstance instance = new ProloguePreprocessor(layout)
                .prepare(
                        FetchRecorder.program(layout, arguments, place.type, place.attachType),
                        List.of(new ProbePoint("f(…)", place.point, arguments)),
                        kernel.target())
                .get(0);
        try (ProgramHandle program = InstanceLoader.loadOrThrow(
                instance, kernel, Map.of(FetchRecorder.MAP.name(), map), VerifierLogLevel.ON_REJECTION)) {
            assertThat(kernel.run(program, event, null).result().isComplete()).isTrue();
        }
        return map.lookup(key).orElseThrow();
    }

    private static MemoryImage memory(Arch arch, Random random, RandomFetches fetches, FetchEvaluation evaluation) {
        List<MemoryImage.Extent> extents = new ArrayList<>();
        for (long start : List.of(RandomFetches.KERNEL, RandomFetches.USER)) {
            ByteBuffer block = ByteBuffer.allocate(RandomFetches.BLOCK).order(arch.byteOrder());
            while (block.hasRemaining()) {
                block.putLong(fetches.pointerOrNoise());
            }
            if (start == RandomFetches.KERNEL) {
                for (int i = 0; i < 2; i++) {
                    block.putLong(128 + 8 * i, RandomFetches.KERNEL - 0x1_0000L + random.nextInt(256));
                }
            }
            evaluation.put(start, block.array());
            extents.add(new MemoryImage.Extent(start, Bytes.wrap(block.array(), "block"), "block"));
        }
        return new MemoryImage(extents);
    }

    private static byte[] expected(Arch arch, List<FetchArgument> arguments, FetchEvaluation evaluation) {
        List<FetchLeaf> leaves =
                arguments.stream().map(argument -> argument.fetch().leaf()).toList();
        ByteBuffer all = ByteBuffer.allocate(FetchRecorder.BYTES).order(arch.byteOrder());
        long mask = 0;
        for (int i = 0; i < arguments.size(); i++) {
            int at = 8 + ArgumentStruct.of(leaves).members().get(i).offset();
            try {
                all.position(at).put(evaluation.member(arguments.get(i).fetch()));
            } catch (FetchEvaluation.Fault fault) {
                mask |= 1L << i;
            }
        }
        return all.putLong(0, mask).array();
    }

    /**
     * <pre>
     * int f(struct task *task, char **names, struct { long a, b; } pair, unsigned n, struct task *const *list);
     * int security_f(the same);   typedef void (*btf_trace_tick)(void *, struct task *, int, char **, void *);
     * </pre>
     */
    private static TargetKernel kernel(Arch arch) {
        BtfEditor types = BtfEditor.empty(arch.byteOrder());
        int number = types.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        int word = types.add(new BtfType.Int("long", 8, true, false, false, 0, 64));
        int text = types.add(new BtfType.Ptr(types.add(new BtfType.Int("char", 1, true, true, false, 0, 8))));
        int task = types.add(new BtfType.Composite("task", false, 8, List.of(new BtfType.Member("flags", word, 0, 0))));
        int taskPointer = types.add(new BtfType.Ptr(task));
        int pair = types.add(new BtfType.Composite(
                "pair", false, 16, List.of(new BtfType.Member("a", word, 0, 0), new BtfType.Member("b", word, 64, 0))));
        int texts = types.add(new BtfType.Ptr(text));
        int function = types.add(new BtfType.FuncProto(
                number,
                List.of(
                        new BtfType.Param("task", taskPointer),
                        new BtfType.Param("names", texts),
                        new BtfType.Param("pair", pair),
                        new BtfType.Param("n", number),
                        new BtfType.Param("list", types.add(new BtfType.Ptr(taskPointer))))));
        types.add(new BtfType.Func("f", function, 0));
        types.add(new BtfType.Func("security_f", function, 0));
        int nothing = types.add(new BtfType.Ptr(0));
        int tick = types.add(new BtfType.FuncProto(
                0,
                List.of(
                        new BtfType.Param("__data", nothing),
                        new BtfType.Param("task", taskPointer),
                        new BtfType.Param("n", number),
                        new BtfType.Param("names", texts),
                        new BtfType.Param("what", nothing))));
        types.add(new BtfType.Alias(BtfKind.TYPEDEF, "btf_trace_tick", types.add(new BtfType.Ptr(tick))));
        return new TargetKernel(
                "tiny",
                "6.18.0-test",
                arch,
                types.toBtf(),
                symbol -> RandomFetches.SYMBOLS.containsKey(symbol)
                        ? OptionalLong.of(RandomFetches.SYMBOLS.get(symbol))
                        : OptionalLong.empty());
    }
}
