// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelProvider;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The committed benchmark programs: what they compute, and that every engine computes it. How fast is for `bench` to say. */
class BenchProgramsTest {
    private static final Path FOLDER = Path.of("../examples/bench");

    private static Map<String, ProgramFigures> measure(
            String name, Set<EngineKind> engines, Optional<KernelBackend> real) {
        TargetKernel target = Kernels.byName("6.12-amd64");
        Bytes file = InputFile.read(FOLDER.resolve(name));
        BpfObject object = ObjectReader.read(file, name);
        // A clock that stands still: samples of one run.
        ObjectBench bench = new ObjectBench(new ObjectBench.Options(
                target, engines, real, Optional.empty(), 3, 1, 0, new Clocks(() -> 0, () -> 0)));
        Map<String, ProgramFigures> figures = new LinkedHashMap<>();
        for (ProgramSpec program : ObjectBench.programs(object)) {
            figures.put(program.name(), bench.measure(object, program));
        }
        return figures;
    }

    private static Map<String, ProgramFigures> emulated(String name) {
        return measure(name, EnumSet.of(EngineKind.INTERPRETER, EngineKind.COMPILER), Optional.empty());
    }

    private static void assertMeasured(Map<String, ProgramFigures> programs) {
        assertThat(programs.values()).allSatisfy(program -> {
            assertThat(program.problems()).isEmpty();
            assertThat(program.engines()).containsOnlyKeys(EngineKind.INTERPRETER, EngineKind.COMPILER);
        });
    }

    @Test
    void computeWhatTheyAreFor() {
        Map<String, ProgramFigures> programs = emulated("compute.bpf.o");

        assertMeasured(programs);
        assertThat(programs)
                .containsOnlyKeys(
                        "arithmetic",
                        "primes",
                        "string_compare",
                        "fnv",
                        "siphash",
                        "switch16",
                        "division",
                        "calls",
                        "insertion_sort");
        assertThat(programs.get("primes").returnValue()).as("primes below 300").isEqualTo(62);
        assertThat(programs.get("string_compare").returnValue())
                .as("bytes before the last digit")
                .isEqualTo(162);
    }

    @Test
    void lookUpWhatSetUpHasStored() {
        Map<String, ProgramFigures> programs = emulated("maps.bpf.o");

        assertMeasured(programs);
        assertThat(programs)
                .containsOnlyKeys("array_lookup", "percpu_lookup", "hash_lookup", "atomics", "atomics_stack");
        // Every second number has its key, with three times its index.
        assertThat(programs.get("hash_lookup").returnValue()).isEqualTo(3 * 32 * 32);
        assertThat(programs.get("atomics").returnValue())
                .isEqualTo(programs.get("atomics_stack").returnValue());
    }

    @Test
    void followTheChainWhereverItLies() {
        Map<String, ProgramFigures> programs = emulated("prologue.bpf.o");

        assertMeasured(programs);
        long expected = 4096 + 16 + (0x10400 >> 8);
        assertThat(programs.get("prologue").returnValue()).isEqualTo(expected);
        assertThat(programs.get("prologue_body").returnValue()).isEqualTo(expected);
        assertThat(programs.get("prologue").executedInstructions()).isBetween(50L, 65L);
    }

    @Test
    void oneIsLongerThanWhatIsCompiledAtOnce() {
        Map<String, ProgramFigures> programs = emulated("straight.bpf.o");

        assertMeasured(programs);
        assertThat(programs.get("straight").executedInstructions()).isBetween(3000L, 3020L);
    }

    @Test
    @Tag("native")
    void returnTheSameInTheRealKernel() {
        KernelProvider provider =
                ServiceLoader.load(KernelProvider.class).findFirst().orElseThrow();
        boolean isRequired = "1".equals(System.getenv("PROBEPROOF_REQUIRE_NATIVE"));
        Assumptions.assumeTrue(
                isRequired || provider.availability() instanceof FeatureSupport.Supported, "no real kernel here");
        try (KernelBackend kernel = provider.open()) {
            for (String name : List.of("compute.bpf.o", "maps.bpf.o", "prologue.bpf.o", "straight.bpf.o")) {
                measure(name, EnumSet.of(EngineKind.INTERPRETER, EngineKind.KERNEL), Optional.of(kernel))
                        .forEach((program, figures) -> {
                            assertThat(figures.problems()).as(program).isEmpty();
                            assertThat(figures.engines()).as(program).hasSize(program.equals("prologue") ? 1 : 2);
                        });
            }
        }
    }
}
