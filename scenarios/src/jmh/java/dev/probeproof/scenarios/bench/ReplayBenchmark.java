// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One replay of each of the committed programs, reset and result included. In this package because the command measures
 * the same thing, with another rule.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplayBenchmark {
    @Param({
        "compute/arithmetic",
        "compute/primes",
        "compute/string_compare",
        "compute/fnv",
        "compute/siphash",
        "compute/switch16",
        "compute/division",
        "compute/calls",
        "compute/insertion_sort",
        "maps/array_lookup",
        "maps/hash_lookup",
        "maps/atomics",
        "maps/atomics_stack",
        "prologue/prologue_body",
        "prologue/prologue",
        "straight/straight"
    })
    public String program;

    @Param({"INTERPRETER", "COMPILER"})
    public EngineKind engine;

    @Param("6.12-amd64")
    public String kernel;

    private EmulatedEngine loaded;

    @Setup
    public void load() {
        String[] names = program.split("/");
        Bytes file = InputFile.read(Path.of("../examples/bench/" + names[0] + ".bpf.o"));
        BpfObject object = ObjectReader.read(file, names[0]);
        ProgramSpec spec = object.program(names[1]).orElseThrow();
        TargetKernel target = Kernels.byName(kernel);
        BenchInput input =
                BenchInput.of(object, spec, Optional.empty(), target.arch().ptRegsBytes());
        loaded = EmulatedEngine.start(engine, target, object, spec, List.of(input), System::nanoTime);
    }

    @TearDown
    public void close() {
        loaded.close();
    }

    @Benchmark
    public long replay() {
        return loaded.replay();
    }
}
