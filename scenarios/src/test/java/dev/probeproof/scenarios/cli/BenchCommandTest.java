// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.bench.EngineKind;
import dev.probeproof.scenarios.bench.Figures;
import dev.probeproof.scenarios.bench.ProgramFigures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code bench}: how figures are shown and what is refused; one sample of each engine, whatever it takes. */
class BenchCommandTest {
    private static final String PROLOGUE = "../examples/bench/prologue.bpf.o";

    private static final List<ProgramFigures> FIGURES = List.of(
            new ProgramFigures(
                    "prologue_body",
                    4372,
                    60,
                    Map.of(
                            EngineKind.INTERPRETER, new Figures(150.25, 1.0625, 2_000_000),
                            EngineKind.COMPILER, new Figures(11.254, 1.0417, 30_000_000),
                            EngineKind.KERNEL, new Figures(22, 1, 14_000_000)),
                    List.of(),
                    List.of()),
            new ProgramFigures(
                    "prologue",
                    4372,
                    59,
                    Map.of(
                            EngineKind.INTERPRETER, new Figures(146, 1.1, 2_000_000),
                            EngineKind.COMPILER, new Figures(10.95, 1.05, 30_000_000)),
                    List.of("kernel: cannot"),
                    List.of()),
            new ProgramFigures(
                    "broken", 0, 0, Map.of(), List.of(), List.of("compiler gives 0x1, not 0x0 as interpreter does")));

    private static String printed(Consumer<Terminal> print) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = StandardOutput.over(out);
        print.accept(new Terminal(new ByteArrayInputStream(new byte[0]), stream, stream, false, false, 0, Map.of()));
        stream.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static CommandRun quick(String... arguments) {
        List<String> words = new ArrayList<>(List.of("bench"));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--samples", "1", "--warm-up", "0", "-k", "6.12-amd64"));
        return CommandRun.of(words.toArray(String[]::new));
    }

    @Test
    void showsEnginesSideBySide() {
        Golden.assertMatches(
                "cli/bench", printed(terminal -> BenchText.print(FIGURES, List.of("kernel: not root"), terminal)));
    }

    @Test
    void tellsProgramsTheSame() {
        Golden.assertMatches(
                "cli/bench-json",
                printed(terminal -> BenchJson.print(FIGURES, List.of("kernel: not root"), terminal, true)));
    }

    @Test
    void measuresEveryEngineThatWasAskedFor() {
        CommandRun run = quick(PROLOGUE, "--engine", "interpreter", "--engine", "compiler", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("{\"schemaVersion\":1,\"programs\":[{\"name\":\"prologue_body\",\"executed_insns\":60,"
                        + "\"return_value\":4372,\"engines\":{\"interpreter\":{\"ns_per_run\":")
                .contains("\"compiler\":{\"ns_per_run\":")
                .doesNotContain("\"kernel\":{");
    }

    @Test
    void measuresOnlyThatProgramOnThatInput(@TempDir Path folder) throws IOException {
        Path zeros = Files.write(folder.resolve("registers"), new byte[168]);

        CommandRun run = quick(
                PROLOGUE, "--program", "prologue", "--engine", "interpreter", "--json", "--input", zeros.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("\"name\":\"prologue\"")
                .contains("\"return_value\":1,")
                .doesNotContain("prologue_body");
    }

    @Test
    void refusesRegistersOfAnotherSize(@TempDir Path folder) throws IOException {
        Path few = Files.write(folder.resolve("registers"), new byte[8]);

        CommandRun run = quick(PROLOGUE, "--program", "prologue", "--engine", "interpreter", "--input", few.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("it has 8 bytes, the registers of that kernel are 168");
    }

    @Test
    void refusesProgramsThatNoObjectHas() {
        CommandRun run = quick(PROLOGUE, "--program", "prolog");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("did you mean 'prologue'?");
    }

    @Test
    void refusesEnginesThatThereAreNot() {
        CommandRun run = quick(PROLOGUE, "--engine", "compilr");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("did you mean 'compiler'?");
    }

    @Test
    void refusesToMeasureNothing() {
        assertThat(CommandRun.of("bench", PROLOGUE, "--samples", "0").err()).contains("--samples takes 1 to");
        assertThat(CommandRun.of("bench", PROLOGUE, "--inputs", "0").err()).contains("--inputs takes 1 to");
        assertThat(CommandRun.of("bench", PROLOGUE, "--warm-up", "-1").err()).contains("--warm-up takes 0 to");
    }

    @Test
    void aProgramThatIsRefusedIsExitCode1() {
        CommandRun run = quick(
                "src/test/resources/verify/refused.bpf.o", "--program", "goes_one_too_far", "--engine", "interpreter");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED.number());
        assertThat(run.err()).contains("error: goes_one_too_far: interpreter: ").contains("EACCES");
    }
}
