// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.instance.ArgumentStruct;
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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Generated prologues of every form: verified, run in both engines, compared with {@link FetchEvaluation}. */
class PrologueAgreementTest {
    private static final int LISTS = Integer.getInteger("prologue.lists", 1_000);
    private static final long SEED = 20151128;

    private int fetched;
    private int failed;

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "arm64", "riscv64", "s390x", "ppc64le"})
    void everyArgumentIsWhatItsFetchMeansInBothEnginesAndBothLayouts(String name) {
        Arch arch = Archs.find(name).orElseThrow();
        Random random = new Random(SEED);
        try (EmulatedKernel compiled = kernel(arch, EngineChoice.COMPILER);
                EmulatedKernel interpreted = kernel(arch, EngineChoice.INTERPRETER)) {
            Round onCompiler = new Round(compiled);
            Round onInterpreter = new Round(interpreted);
            for (int list = 0; list < LISTS; list++) {
                RandomFetches fetches = new RandomFetches(random, arch);
                PrologueLayout layout = random.nextInt(4) == 0 ? PrologueLayout.REGISTERS : PrologueLayout.STRUCT;
                List<FetchArgument> arguments = layout == PrologueLayout.STRUCT
                        ? fetches.arguments(1 + random.nextInt(6))
                        : fetches.numbers(1 + random.nextInt(3));
                World world = new World(arch, random, fetches);
                byte[] expected = expected(arch, layout, arguments, world.evaluation);

                assertThat(onCompiler.record(layout, arguments, world.event))
                        .as("list %d on the compiler, %s", list, arguments)
                        .isEqualTo(expected);
                assertThat(onInterpreter.record(layout, arguments, world.event))
                        .as("list %d in the interpreter, %s", list, arguments)
                        .isEqualTo(expected);
            }
        }
        assertThat(fetched).as("arguments that were fetched").isGreaterThan(LISTS);
        assertThat(failed).as("arguments that failed").isGreaterThan(LISTS / 2);
    }

    private static EmulatedKernel kernel(Arch arch, EngineChoice engine) {
        TargetKernel plain = Kernels.of(arch, "6.18.0-test");
        TargetKernel kernel = new TargetKernel(
                plain.name(),
                plain.release(),
                arch,
                plain.btf(),
                symbol -> RandomFetches.SYMBOLS.containsKey(symbol)
                        ? OptionalLong.of(RandomFetches.SYMBOLS.get(symbol))
                        : OptionalLong.empty());
        return EmulatedKernel.builder(kernel).possibleCpus(2).engine(engine).build();
    }

    /** The mask, then what is handed over. */
    private byte[] expected(
            Arch arch, PrologueLayout layout, List<FetchArgument> arguments, FetchEvaluation evaluation) {
        List<FetchLeaf> leaves =
                arguments.stream().map(argument -> argument.fetch().leaf()).toList();
        ByteBuffer all = ByteBuffer.allocate(FetchRecorder.BYTES).order(arch.byteOrder());
        long mask = 0;
        for (int i = 0; i < arguments.size(); i++) {
            int at = 8 + ArgumentStruct.of(leaves).members().get(i).offset();
            try {
                all.position(at).put(evaluation.member(arguments.get(i).fetch()));
                fetched++;
            } catch (FetchEvaluation.Fault fault) {
                mask |= 1L << i;
                failed++;
            }
        }
        return all.putLong(0, mask).array();
    }

    /** Registers, memory and the current task at one event. */
    private static final class World {
        private final FetchEvaluation evaluation;
        private final KprobeEvent event;

        World(Arch arch, Random random, RandomFetches fetches) {
            PtRegs registers = PtRegs.zero(arch);
            for (Register register : arch.registers()) {
                registers = registers.with(register.name(), fetches.pointerOrNoise());
            }
            int cpu = random.nextInt(2);
            evaluation = new FetchEvaluation(arch, registers, cpu, Task.DEFAULT.comm());
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
                byte[] bytes = Arrays.copyOf(block.array(), RandomFetches.BLOCK - random.nextInt(64));
                evaluation.put(start, bytes);
                extents.add(new MemoryImage.Extent(start, Bytes.wrap(bytes, "block"), "block"));
            }
            event = new KprobeEvent("f", false, registers, new MemoryImage(extents), Task.DEFAULT, cpu);
        }
    }

    /** One kernel with a map that takes what arrives. */
    private static final class Round {
        private final EmulatedKernel kernel;
        private final MapHandle map;

        Round(EmulatedKernel kernel) {
            this.kernel = kernel;
            this.map = kernel.createMap(FetchRecorder.MAP);
        }

        byte[] record(PrologueLayout layout, List<FetchArgument> arguments, KprobeEvent event) {
            ByteBuffer key = ByteBuffer.allocate(4);
            map.update(key.array(), new byte[FetchRecorder.BYTES], MapHandle.ANY);
            ProbePoint point = new ProbePoint("f(…)", new AttachPoint.Kprobe("f", 0, false), arguments);
            ProgramInstance instance = new ProloguePreprocessor(layout)
                    .prepare(FetchRecorder.program(layout, arguments), List.of(point), kernel.target())
                    .get(0);
            try (ProgramHandle program = kernel.load(
                            instance.image(Map.of(FetchRecorder.MAP.name(), map)), VerifierLogLevel.ON_REJECTION)
                    .orThrow()) {
                assertThat(kernel.run(program, event, null).result().isComplete())
                        .isTrue();
            }
            return map.lookup(key.array()).orElseThrow();
        }
    }
}
