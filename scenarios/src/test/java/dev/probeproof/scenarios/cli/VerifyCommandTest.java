// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.emulator.verifier.explain.Explainer;
import dev.probeproof.scenarios.verify.Expectation;
import dev.probeproof.scenarios.verify.ProgramVerdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code verify}: how verdicts are shown; what they are is for the verifier's own tests to say. */
class VerifyCommandTest {
    private static final String OBJECT = "src/test/resources/verify/refused.bpf.o";

    private static ProgramVerdict verdict(String kernel, ProgramVerdict.Verdict verdict, Expectation... expected) {
        boolean isRefused = verdict == ProgramVerdict.Verdict.REFUSED;
        String log = isRefused ? log() : "";
        return new ProgramVerdict(
                "objects/refused.bpf.o",
                "goes_one_too_far",
                "kprobe/vfs_read",
                0,
                kernel,
                verdict,
                verdict == ProgramVerdict.Verdict.UNDECIDED ? "map 'odd' is not emulated" : "",
                isRefused ? 13 : 0,
                log,
                isRefused ? Optional.of(Explainer.explain(log)) : Optional.empty(),
                isRefused ? Explainer.explain(log).statistics() : Optional.empty(),
                1234,
                Stream.ofNullable(expected.length == 0 ? null : expected[0]).findFirst());
    }

    private static String log() {
        try {
            return Files.readString(Path.of("src/test/resources/verify/goes_one_too_far.log"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String printed(Consumer<Terminal> print) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = StandardOutput.over(out);
        print.accept(new Terminal(new ByteArrayInputStream(new byte[0]), stream, stream, false, false, 0, Map.of()));
        stream.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String text(boolean stats, ProgramVerdict... verdicts) {
        return printed(terminal -> VerifyText.print(List.of(verdicts), false, stats, terminal));
    }

    @Test
    void showsARefusalOnceForAllKernelsThatAgree() {
        String text = text(
                false,
                verdict("6.1-amd64", ProgramVerdict.Verdict.REFUSED),
                verdict("6.12-amd64", ProgramVerdict.Verdict.REFUSED),
                verdict("7.2-amd64", ProgramVerdict.Verdict.ACCEPTED));

        Golden.assertMatches("cli/verify", text);
        assertThat(text).containsOnlyOnce("R0 max value is outside");
    }

    @Test
    void anExpectedRefusalNeedsNoExplanation() {
        String text = text(
                false,
                verdict(
                        "6.1-amd64",
                        ProgramVerdict.Verdict.REFUSED,
                        new Expectation(true, List.of("max value is outside"), 0, 0)));

        assertThat(text)
                .contains("REFUSED, as expected")
                .endsWith("0 accepted, 1 refused (1 as expected)\n")
                .doesNotContain("insn 14");
    }

    @Test
    void saysWhatTheObjectExpectedInstead() {
        assertThat(text(
                        false,
                        verdict("6.1-amd64", ProgramVerdict.Verdict.ACCEPTED, new Expectation(true, List.of(), 0, 0))))
                .contains("on 6.1-amd64: accepted, but the object expects failure\n");
    }

    @Test
    void saysWhyThereIsNoVerdict() {
        assertThat(text(false, verdict("6.1-amd64", ProgramVerdict.Verdict.UNDECIDED)))
                .contains("no verdict\n  map 'odd' is not emulated\n")
                .endsWith("0 accepted, 0 refused, 1 undecided\n");
    }

    @Test
    void hasTheColumnsOfVeristat() {
        assertThat(text(true, verdict("6.1-amd64", ProgramVerdict.Verdict.REFUSED)))
                .containsPattern(
                        "File +Program +Kernel +Verdict +Duration \\(us\\) +Total insns +Total states +Peak states\n")
                .containsPattern("refused.bpf.o +goes_one_too_far +6.1-amd64 +failure +1234 +14 +1 +1\n");
    }

    @Test
    void tellsProgramsTheSame() {
        String json = printed(terminal -> VerifyJson.print(
                List.of(
                        verdict("6.1-amd64", ProgramVerdict.Verdict.REFUSED),
                        verdict("7.2-amd64", ProgramVerdict.Verdict.ACCEPTED)),
                false,
                terminal,
                true));

        Golden.assertMatches("cli/verify-json", json);
    }

    @Test
    void honoursWhatAnObjectExpects() {
        CommandRun run = CommandRun.of("verify", OBJECT, "-k", "6.12-amd64");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).endsWith("1 accepted, 11 refused (11 as expected)\n");
    }

    @Test
    void refusesProgramsThatNoObjectHas() {
        CommandRun run = CommandRun.of("verify", OBJECT, "--program", "counts_wel");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("did you mean 'counts_well'?");
    }

    @Test
    void refusesLevelsThatThereAreNot() {
        assertThat(CommandRun.of("verify", OBJECT, "--log-level", "3").err())
                .contains("levels: 1 (branches), 2 (every instruction)");
    }

    @Test
    void anUnreadableObjectIsExitCode2() {
        assertThat(CommandRun.of("verify", "absent.bpf.o").exitCode()).isEqualTo(ExitCode.USAGE.number());
    }
}
