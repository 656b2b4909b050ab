// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Assembler;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The lines are those that Linux 6.18 writes for the same programs. */
class StackLivenessTest {
    private static final int FIRST = 1;
    private static final int SECOND = 1 << 1;

    private final VerifierLog log = new VerifierLog(VerifierLog.INSTRUCTIONS);
    private final VerifierState state = new VerifierState();

    private StackLiveness liveness(String program) {
        FlowGraph graph = new ProgramCheck(
                        Assembler.assemble(program), null, List.of(), KernelProfile.of("6.18"), new VerifierLog(0))
                .run()
                .graph();
        state.enter(new FrameState(0, -1, 0));
        return new StackLiveness(graph, log);
    }

    private void pass(StackLiveness liveness, int slot, long read, long written) {
        liveness.begin(state, slot);
        if (read != 0) {
            liveness.markRead(state, 0, slot, read);
        }
        liveness.markWrite(0, written);
        liveness.commit();
    }

    @Nested
    class OfTwoPaths {
        private final StackLiveness liveness = liveness("""
                *(u64 *)(r10 - 8) = 1
                *(u64 *)(r10 - 16) = 2
                call 7
                if r0 == 3 goto second
                r0 = *(u64 *)(r10 - 8)
                exit
                second:
                r0 = *(u64 *)(r10 - 16)
                exit
                """);

        private void followTheFirst() {
            pass(liveness, 0, 0, FIRST);
            pass(liveness, 1, 0, SECOND);
            pass(liveness, 2, 0, 0);
            pass(liveness, 3, 0, 0);
            pass(liveness, 4, FIRST, 0);
            pass(liveness, 5, 0, 0);
            liveness.update(state);
        }

        private void followTheSecond() {
            pass(liveness, 6, SECOND, 0);
            pass(liveness, 7, 0, 0);
            liveness.update(state);
        }

        @Test
        void growsWithEachPath() {
            followTheFirst();

            assertThat(liveness.at(state, 3).isAlive(0, 0)).isTrue();
            assertThat(liveness.at(state, 3).isAlive(0, 1)).isFalse();

            followTheSecond();

            assertThat(liveness.at(state, 3).isAlive(0, 1)).isTrue();
            assertThat(liveness.at(state, 4).isAlive(0, 1)).isFalse();
        }

        @Test
        void isWrittenIntoTheLogAsTheKernelDoes() {
            followTheFirst();
            followTheSecond();

            // The kernel ends these lines with a space.
            assertThat(log.text().split("\n"))
                    .containsExactly(
                            "(0) frame 0 insn 4 +live -8 ",
                            "(0) frame 0 insn 3 +live -8 ",
                            "(0) frame 0 insn 1 +live -8 ",
                            "(0) frame 0 insn 1 +written -16 ",
                            "(0) frame 0 insn 0 +written -8,-16 ",
                            "(0) live stack update done in 2 iterations",
                            "(0) frame 0 insn 6 +live -16 ",
                            "(0) frame 0 insn 3 +live -16 ",
                            "(0) live stack update done in 2 iterations");
        }
    }

    @Nested
    class OfACall {
        private final StackLiveness liveness = liveness("""
                r2 = r10
                r2 += -16
                call store
                r0 = *(u64 *)(r10 - 16)
                exit
                store:
                r0 = 1
                *(u64 *)(r2 + 0) = r0
                exit
                """);

        @Test
        void passesOnWhatTheCalleeWrites() {
            pass(liveness, 0, 0, 0);
            pass(liveness, 1, 0, 0);
            liveness.begin(state, 2);
            state.enter(new FrameState(1, 2, 1));
            liveness.commit();
            pass(liveness, 5, 0, 0);
            pass(liveness, 6, 0, SECOND);
            pass(liveness, 7, 0, 0);
            liveness.update(state);
            state.leave();
            pass(liveness, 3, SECOND, 0);
            pass(liveness, 4, 0, 0);
            liveness.update(state);

            assertThat(log.text().split("\n"))
                    .containsExactly(
                            "(2,5) frame 0 insn 6 +written -16 ",
                            "(2,5) frame 0 insn 5 +written -16 ",
                            "(2,5) live stack update done in 2 iterations",
                            "(0) frame 0 insn 2 +written -16 ",
                            "(0) frame 0 insn 0 +written -16 ",
                            "(0) live stack update done in 2 iterations",
                            "(0) frame 0 insn 3 +live -16 ",
                            "(0) live stack update done in 2 iterations");
        }

        @Test
        void keepsAliveWhatTheCallerReadsAfterwards() {
            pass(liveness, 3, SECOND, 0);
            liveness.update(state);
            state.enter(new FrameState(1, 2, 1));

            assertThat(liveness.at(state, 7).isAlive(0, 1)).isTrue();
            assertThat(liveness.at(state, 7).isAlive(0, 0)).isFalse();
            assertThat(liveness.at(state, 7).isAlive(1, 1)).isFalse();
        }
    }

    @Test
    void trustsAWriteOnlyIfAllPathsMakeIt() {
        StackLiveness liveness = liveness("""
                r2 = r10
                *(u64 *)(r2 - 8) = 1
                r0 = *(u64 *)(r10 - 8)
                exit
                """);
        pass(liveness, 1, 0, FIRST);
        pass(liveness, 2, FIRST, 0);
        liveness.update(state);
        boolean whenOnePathWrites = liveness.at(state, 0).isAlive(0, 0);
        pass(liveness, 1, 0, 0);
        liveness.update(state);
        boolean whenAnotherDoesNot = liveness.at(state, 0).isAlive(0, 0);

        assertThat(whenOnePathWrites).isFalse();
        assertThat(whenAnotherDoesNot).isTrue();
    }
}
