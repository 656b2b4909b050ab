// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The verifier follows as many instructions and keeps as many states as real kernels do, so it prunes as they do. */
class VerifierPathsTest {
    private static final Pattern FIGURES = Pattern.compile("processed (\\d+) insns \\(limit \\d+\\) "
            + "max_states_per_insn (\\d+) total_states (\\d+) peak_states (\\d+) mark_read (\\d+)\\s*$");

    @TestFactory
    Stream<DynamicTest> keepsTheStatesThatRealKernelsKept() {
        Map<String, String> programs = programs();
        return Stream.of("5.10", "6.1", "6.12", "6.18", "7.2")
                .flatMap(release -> text(release + ".txt")
                        .lines()
                        .map(line -> line.split(" \\| "))
                        .map(fields -> DynamicTest.dynamicTest(
                                fields[0] + " (" + release + ", flags " + fields[1] + ")",
                                () -> verify(release, Objects.requireNonNull(programs.get(fields[0])), fields))));
    }

    /** What accepted paths wrote is taken back. */
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.18"})
    void saysOnlyTheFiguresOfAnAcceptedProgramAtLevelOne(String release) {
        try (EmulatedKernel kernel = EmulatedKernel.on(Kernels.of(Archs.X86_64, release))) {
            String program = Objects.requireNonNull(programs().get("nested loops"));

            ProgramLoadResult result = kernel.load(
                    VerifierCase.read(program.formatted("0")).get(0).image(kernel), VerifierLogLevel.BRANCHES);

            assertThat(result.log()).startsWith("processed 47 insns").hasLineCount(1);
        }
    }

    private static void verify(String release, String program, String[] expected) {
        try (EmulatedKernel kernel = EmulatedKernel.on(Kernels.of(Archs.X86_64, release))) {
            VerifierCase read =
                    VerifierCase.read(program.formatted(expected[1])).get(0);

            ProgramLoadResult result = kernel.load(read.image(kernel), VerifierLogLevel.INSTRUCTIONS);

            assertThat(verdict(result) + " | " + figures(result.log()))
                    .as(result.log())
                    .isEqualTo(expected[2] + " | " + expected[3]);
        }
    }

    private static String verdict(ProgramLoadResult result) {
        return result instanceof ProgramLoadResult.Rejected rejected ? "reject " + rejected.errno() : "accept";
    }

    private static String figures(String log) {
        Matcher figures = FIGURES.matcher(log);
        return figures.find()
                ? String.join(
                        " ", figures.group(1), figures.group(2), figures.group(3), figures.group(4), figures.group(5))
                : "";
    }

    /** By name; {@code %s} stands where the load flags go. */
    private static Map<String, String> programs() {
        Map<String, String> programs = new HashMap<>();
        for (String each : text("programs.txt").split("(?m)^== ")) {
            if (!each.isBlank()) {
                String name = each.lines().findFirst().orElseThrow();
                String rest = each.substring(name.length() + 1);
                boolean hasMaps = rest.startsWith("maps:");
                programs.put(
                        name,
                        "== " + name + "\nflags: %s\n" + (hasMaps ? rest.replaceFirst("\n", "\n\n") : "\n" + rest));
            }
        }
        return programs;
    }

    private static String text(String file) {
        try (InputStream in = VerifierPathsTest.class.getResourceAsStream("/verifier/paths/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
