// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The answers are those of real kernels to programs whose functions store at the depths given. */
class StackDepthTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "accepted",
            value = {
                "6.18, SOCKET_FILTER, 256 256, accepted",
                "6.18, SOCKET_FILTER, 264 256, combined stack size of 2 calls is 528. Too large",
                "5.10, SOCKET_FILTER, 264 256, combined stack size of 2 calls is 544. Too large",
                "6.18, SOCKET_FILTER, 248 248 24, combined stack size of 3 calls is 544. Too large",
                "6.18, SOCKET_FILTER, 512 0, accepted",
                "5.10, SOCKET_FILTER, 512 0, combined stack size of 2 calls is 544. Too large",
                "6.18, KPROBE, 512 512, accepted",
                "6.12, KPROBE, 512 512, combined stack size of 2 calls is 1024. Too large",
                "6.18, RAW_TRACEPOINT, 512 64 512, accepted",
                "6.18, RAW_TRACEPOINT_WRITABLE, 512 512, combined stack size of 2 calls is 1024. Too large",
                "6.18, KPROBE, 0 0 0 0 0 0 0 0, accepted",
                "6.18, KPROBE, 0 0 0 0 0 0 0 0 0, the call stack of 8 frames is too deep !",
                "7.2, KPROBE, 0 0 0 0 0 0 0 0 0, accepted",
            })
    void answersAsTheReleaseDoes(String release, ProgramType type, String depths, String answer) {
        Instructions program = chain(depths.split(" ").length);
        VerifierLog log = new VerifierLog(VerifierLog.BRANCHES);
        KernelProfile profile = KernelProfile.of(release);
        List<Subprogram> subprograms =
                new ProgramCheck(program, null, List.of(), profile, log).run().subprograms();
        for (int i = 0; i < subprograms.size(); i++) {
            subprograms.get(i).stackDepth = Integer.parseInt(depths.split(" ")[i]);
        }

        assertThat(check(program, subprograms, type, profile, log)).isEqualTo(answer);
    }

    @Test
    void doesNotFollowTheSameCallAgainAndAgain() {
        // Twenty calls of the next function in each of eight: 20^7 chains.
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            text.append("f").append(i).append(":\nr0 = 0\n");
            text.append(i == 7 ? "" : ("call f" + (i + 1) + "\n").repeat(20));
            text.append("exit\n");
        }
        Instructions program = Assembler.assemble(text.toString());
        VerifierLog log = new VerifierLog(VerifierLog.BRANCHES);
        KernelProfile profile = KernelProfile.of("6.18");
        List<Subprogram> subprograms =
                new ProgramCheck(program, null, List.of(), profile, log).run().subprograms();

        assertThat(check(program, subprograms, ProgramType.KPROBE, profile, log))
                .isNull();
    }

    private static @Nullable String check(
            Instructions program,
            List<Subprogram> subprograms,
            ProgramType type,
            KernelProfile profile,
            VerifierLog log) {
        try {
            StackDepth.check(program, subprograms, type, 0, profile, Callees.UNKNOWN, log);
            return null;
        } catch (Rejection rejection) {
            return log.text().strip();
        }
    }

    private static Instructions chain(int functions) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < functions; i++) {
            text.append("f").append(i).append(":\nr0 = 0\n");
            text.append(i == functions - 1 ? "" : "call f" + (i + 1) + "\n").append("exit\n");
        }
        return Assembler.assemble(text.toString());
    }
}
