// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.probe.ProbeResolutionException;
import dev.probeproof.loader.testing.FetchRecorder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Local variables of optimized programs, at places inside functions: resolved by debug information, fetched by instances that are
 * attached to the program while the real kernel runs it, and compared with what its sources print of themselves. The samples are
 * the emulator's; their README says how the truth was made.
 */
@RequiresKernel(KernelFeature.UPROBE_PMU)
class NativeSamplesTest {
    private static final Path SAMPLES = Path.of("..", "emulator", "src", "test", "resources", "machine", "samples");

    /** Points for each program; those that turn out to be at no moment of the source are tried beyond them. */
    private static final int POINTS = 40;

    private static final int MIN_EQUAL = 30;

    @TempDir
    Path directory;

    /** A value by step and expression; and at which line, in which function the step is. */
    private record Truth(Map<String, Long> values, Map<Long, String> places, Map<String, Set<String>> expressions) {
        static Truth read() throws IOException {
            Truth truth = new Truth(new HashMap<>(), new HashMap<>(), new LinkedHashMap<>());
            try (Stream<String> lines = Files.lines(SAMPLES.resolve("truth.txt"))) {
                lines.map(line -> line.split(" ")).forEach(parts -> {
                    truth.values.put(parts[0] + " " + parts[3], Long.parseLong(parts[5]));
                    truth.places.put(Long.parseLong(parts[0]), parts[1]);
                    truth.expressions
                            .computeIfAbsent(parts[1], place -> new LinkedHashSet<>())
                            .add(parts[3]);
                });
            }
            return truth;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64-gcc-O2", "x86_64-clang-O2", "x86_64-gcc-O0"})
    void instancesAtPlacesInsideFunctionsFetchWhatTheSourcePrintsThere(String build) throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the samples to be run are built for x86_64");
        Truth truth = Truth.read();
        Path program = Files.copy(SAMPLES.resolve("built").resolve(build), directory.resolve(build));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        TargetKernel types = new TargetKernel(
                "types",
                "6.1",
                Archs.X86_64,
                BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf(),
                KernelSymbols.NONE);
        DebugTarget target = DebugTarget.ofProgram(types, program, DebugInfo.open(ElfReader.read(Bytes.map(program))));
        List<String> differences = new ArrayList<>();
        int equal = 0;
        try (KernelBackend kernel = new NativeKernelProvider().open()) {
            MapHandle map = kernel.createMap(FetchRecorder.MAP);
            for (String[] line : lines(build)) {
                for (String expression : truth.expressions.getOrDefault(line[1], Set.of())) {
                    if (equal + differences.size() >= POINTS) {
                        break;
                    }
                    ProbePoint point = point(line[0], expression, target);
                    long[] seen = point == null ? null : run(kernel, map, point, program);
                    if (seen == null || !line[1].equals(truth.places.get(seen[0]))) {
                        continue;
                    }
                    Long printed = truth.values.get(seen[0] + " " + expression);
                    Long assigned = truth.values.get(seen[0] + 1 + " " + expression);
                    boolean same = printed != null && sameBits(point, printed, seen[1]);
                    if (same) {
                        equal++;
                    } else if (printed != null && (assigned == null || !sameBits(point, assigned, seen[1]))) {
                        differences.add(String.join(" ", build, "" + seen[0], line[0], expression, "" + seen[1]));
                    }
                }
            }
        }

        assertThat(differences).allSatisfy(difference -> assertThat(gdb()).contains(difference));
        assertThat(equal).isGreaterThanOrEqualTo(MIN_EQUAL);
    }

    private static List<String[]> lines(String build) throws IOException {
        try (Stream<String> lines = Files.lines(SAMPLES.resolve("built").resolve(build + ".lines"))) {
            return lines.map(line -> line.split(" "))
                    .filter(parts -> parts[2].equals("is_stmt"))
                    .toList();
        }
    }

    private static List<String> gdb() throws IOException {
        return Files.readAllLines(SAMPLES.resolve("gdb.txt"));
    }

    private static ProbePoint point(String address, String expression, DebugTarget target) {
        String text = address + "($global(sample_step), " + expression + ")";
        try {
            return ProbePointResolver.resolve(ProbeDefinition.parse(text), target)
                    .get(0);
        } catch (ProbeResolutionException refused) {
            return null;
        }
    }

    /** Step and value at the last hit; null without one. */
    private static long[] run(KernelBackend kernel, MapHandle map, ProbePoint point, Path program) throws Exception {
        byte[] key = new byte[4];
        map.update(key, new byte[FetchRecorder.BYTES], MapHandle.ANY);
        List<FetchArgument> arguments = point.arguments();
        var instance = new ProloguePreprocessor(PrologueLayout.STRUCT)
                .prepare(FetchRecorder.program(PrologueLayout.STRUCT, arguments), List.of(point), kernel.target())
                .get(0);
        try (ProgramHandle loaded = kernel.load(
                                instance.image(Map.of(FetchRecorder.MAP.name(), map)), VerifierLogLevel.ON_REJECTION)
                        .orThrow();
                LinkHandle link = kernel.attach(loaded, point.attachPoint())) {
            assertThat(link).isNotNull();
            Process process = new ProcessBuilder(program.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        ByteBuffer handed = ByteBuffer.wrap(map.lookup(key).orElseThrow()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(handed.getLong(0)).as("nothing failed").isZero();
        return handed.getLong(8) == 0 ? null : new long[] {handed.getLong(8), handed.getLong(16)};
    }

    private static boolean sameBits(ProbePoint point, long one, long other) {
        FetchLeaf leaf = point.arguments().get(1).fetch().leaf();
        int bits = leaf instanceof FetchLeaf.Bits field ? field.widthBits() : 8 * ((FetchLeaf.Int) leaf).sizeBytes();
        return (one ^ other) << 64 - bits == 0;
    }
}
