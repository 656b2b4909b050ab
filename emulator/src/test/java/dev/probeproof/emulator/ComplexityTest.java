// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.ProgramType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs with more paths than any verifier follows: it stops at the release's limit, with the kernel's words. */
class ComplexityTest {
    /** Each branch leaves another bit in r7, so no two paths are alike, and all of r7 counts in the end. */
    private static String branches(int count) {
        StringBuilder program = new StringBuilder("r7 = 0\n");
        for (int i = 0; i < count; i++) {
            program.append("call bpf_get_prandom_u32\nif r0 s> ")
                    .append(i)
                    .append(" goto L")
                    .append(i)
                    .append("\nr7 += ")
                    .append(1L << i % 24)
                    .append("\nL")
                    .append(i)
                    .append(":\n");
        }
        return program + "r7 &= 0x7\nr6 = r10\nr6 += -8\n*(u64 *)(r10 -8) = 0\nr6 += r7\nr0 = *(u8 *)(r6 +0)\nexit\n";
    }

    /** Each round of the loop forks, and the number of the round is in the state. */
    private static String loop(int rounds) {
        return """
                r6 = 0
                r7 = 0
                again:
                call bpf_get_prandom_u32
                if r0 s> 7 goto on
                r7 += 1
                on:
                r6 += 1
                if r6 < %d goto again
                r7 &= 7
                r8 = r10
                r8 += -8
                *(u64 *)(r10 -8) = 0
                r8 += r7
                r0 = *(u8 *)(r8 +0)
                exit
                """.formatted(rounds);
    }

    /** A loop of 502 instructions that never forks: only their number can stop it. */
    private static String countdown(int rounds) {
        return "r0 = 0\nr6 = " + rounds + "\nagain:\n" + "r0 += 1\n".repeat(500)
                + "r6 -= 1\nif r6 != 0 goto again\nr0 = 0\nexit\n";
    }

    @ParameterizedTest
    @CsvSource({
        "6.18, BPF program is too large. Processed 1000001 insn",
        "6.1,  BPF program is too large. Processed 1000001 insn",
        "5.10, BPF program is too large. Processed 1000001 insn"
    })
    @Timeout(120)
    void stopsAtTheLimit(String release, String message) {
        ProgramLoadResult result = load(release, countdown(2_100));

        assertThat(result).isInstanceOf(ProgramLoadResult.Rejected.class);
        assertThat(((ProgramLoadResult.Rejected) result).errnoName()).startsWith("E2BIG");
        assertThat(result.log()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({"6.18", "6.1"})
    @Timeout(120)
    void followsLoopsUpToTheLimit(String release) {
        assertThat(load(release, countdown(1_900))).isInstanceOf(ProgramLoadResult.Accepted.class);
    }

    @ParameterizedTest
    @CsvSource({"6.18", "6.1", "5.10"})
    @Timeout(120)
    void comesToAnEndWhereBranchesMultiply(String release) {
        for (String program : List.of(branches(12), loop(12))) {
            long before = System.nanoTime();

            ProgramLoadResult result = load(release, program);

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
            if (result instanceof ProgramLoadResult.Rejected rejected) {
                assertThat(rejected.errnoName()).startsWith("E2BIG");
            }
        }
    }

    private static ProgramLoadResult load(String release, String program) {
        try (EmulatedKernel kernel = EmulatedKernel.on(Kernels.of(Archs.X86_64, release))) {
            return kernel.load(
                    ProgramImage.of("complex", ProgramType.KPROBE, Assembler.assemble(program), List.of()),
                    VerifierLogLevel.ON_REJECTION);
        }
    }
}
