// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.crosscheck;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.testing.ReferenceLoader;
import dev.probeproof.scenarios.crosscheck.Comparison.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The same comparison with the compiler and the libbpf of this machine, whatever their versions. */
@Tag("native")
class LiveCrossCheckTest {
    /** The oldest and the newest of those with most in them, one of another architecture, a big-endian one, crafted ones. */
    private static final List<String> KERNELS =
            List.of("5.10-amd64", "6.12-arm64", "7.2-amd64", PlayedKernels.BIG_ENDIAN, "crafted_a.el", "crafted_b.el");

    @Test
    void agreesWithInstalledLibbpfOnFreshlyCompiledSources(@TempDir Path directory, @TempDir Path compiled)
            throws IOException {
        ReferenceLoader libbpf = ReferenceLoader.require(directory);
        List<String> left = libbpf.compile(compiled, ReferenceLoader.requireCompiler());
        List<TargetKernel> kernels = PlayedKernels.all().stream()
                .filter(kernel -> KERNELS.contains(kernel.name()))
                .toList();
        List<String> arguments = new ArrayList<>(List.of("-c", "kconfig.txt", "-s", "kallsyms.txt"));
        for (TargetKernel kernel : kernels) {
            Path types = directory.resolve(kernel.name() + ".btf");
            Files.write(types, kernel.btf().raw().toArray());
            arguments.add(kernel.name() + "=" + types);
        }
        List<Path> objects = objects(compiled);
        objects.forEach(object -> arguments.add(object.toString()));

        List<String> lines = libbpf.ask(arguments);

        List<Difference> differences = new ArrayList<>();
        for (ObjectOutcome expected : ObjectOutcome.parse(lines)) {
            byte[] object = Files.readAllBytes(compiled.resolve(expected.object()));
            differences.addAll(Comparison.differences(expected, OurOutcome.of(expected.object(), object, kernels)));
        }
        assertThat(objects).as("compiled, without %s", left).hasSizeGreaterThan(80);
        assertThat(KnownDifference.unknown(differences, minor(lines.get(0)))).isEmpty();
    }

    private static List<Path> objects(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".o")).sorted().toList();
        }
    }

    /** 1 of {@code libbpf 1.1}; there is no version 2 yet. */
    private static int minor(String version) {
        assertThat(version).matches("libbpf 1\\.\\d+");
        return Integer.parseInt(version.substring(version.indexOf('.') + 1));
    }
}
