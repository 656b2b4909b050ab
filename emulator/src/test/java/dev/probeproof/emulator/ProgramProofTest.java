// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.interpreter.Interpreter;
import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the verifier says that it proved, of programs small enough to know it. */
class ProgramProofTest {
    /** Slot of the callback in {@link #LOOP}. */
    private static final int BODY = 12;

    private static final String LOOP = """
            r6 = 0
            *(u64 *)(r10 -8) = 0
            r1 = 5
            r2 = subprog[body]
            r3 = r10
            r3 += -8
            r4 = 0
            call bpf_loop
            r6 = *(u64 *)(r10 -8)
            r0 = r6
            exit
            body:
            r3 = *(u64 *)(r2 +0)
            r3 += 1
            *(u64 *)(r2 +0) = r3
            r0 = 0
            exit
            """;

    @ParameterizedTest
    @ValueSource(strings = {"5.4", "5.10", "6.1", "6.12", "6.18", "7.2"})
    void aNumberHasTheRangeOfAllPathsThoughNoVerdictDependsOnIt(String release) {
        ProgramProof proof = prove(release, """
                call bpf_get_prandom_u32
                if r0 > 5 goto more
                r7 = 1
                goto both
                more:
                r7 = 100
                both:
                *(u64 *)(r10 -8) = r7
                r8 = *(u64 *)(r10 -8)
                r8 += 1
                r0 = r8
                exit
                """).orElseThrow();

        assertThat(proof.before(5, 7)).isEqualTo(RegisterProof.number(1, 100));
        assertThat(proof.before(8, 8)).isEqualTo(RegisterProof.number(2, 101));
        assertThat(proof.before(5, 7).isSmall()).isTrue();
    }

    @Test
    void theCounterOfALoopHasItsBounds() {
        ProgramProof proof = prove("6.18", """
                r7 = 0
                again:
                r7 += 1
                if r7 != 10 goto again
                r0 = r7
                exit
                """).orElseThrow();

        assertThat(proof.before(1, 7)).isEqualTo(RegisterProof.number(0, 9));
        assertThat(proof.before(2, 7)).isEqualTo(RegisterProof.number(1, 10));
        assertThat(proof.before(3, 7).isConstant()).isTrue();
        assertThat(proof.before(3, 7)).isEqualTo(RegisterProof.number(10, 10));
    }

    @Test
    void whereNumbersTakeTooManyPathsTheirRangesAreThoseOfAllPathsTogether() {
        StringBuilder text = new StringBuilder("r6 = r1\ncall bpf_get_prandom_u32\nr8 = r0\nr7 = 0\n");
        for (int i = 0; i < 24; i++) {
            text.append("r0 = *(u64 *)(r6 +0)\nif r0 == r8 goto L" + i + "\nr7 += " + (1 << i) + "\nL" + i + ":\n");
        }
        ProgramProof proof = prove("6.18", text + "r0 = r7\nexit\n").orElseThrow();

        assertThat(proof.before(4 + 3 * 24, 7)).isEqualTo(RegisterProof.number(0, (1 << 24) - 1));
        assertThat(proof.before(4, 6)).isEqualTo(new RegisterProof(Kind.CONTEXT, 0, 0, false, -1));
    }

    @Test
    void stackPointersLieBelowTheEndOfAFrameTheirOwnOrACallers() {
        ProgramProof proof = prove("6.18", """
                *(u64 *)(r10 -8) = 0
                r1 = r10
                r1 += -8
                call function
                exit
                function:
                r0 = *(u64 *)(r1 +0)
                exit
                """).orElseThrow();

        assertThat(proof.before(3, 1)).isEqualTo(new RegisterProof(Kind.STACK, -8, -8, false, -1));
        assertThat(proof.before(5, 1)).isEqualTo(new RegisterProof(Kind.CALLER_STACK, -8, -8, false, -1));
        assertThat(proof.before(5, 10)).isEqualTo(new RegisterProof(Kind.STACK, 0, 0, false, -1));
        assertThat(proof.isLive(3, 1)).isTrue();
        assertThat(proof.isLive(4, 1)).isFalse();
    }

    @Test
    void aLookUpMayFindNothingUntilItIsTested() {
        ProgramProof proof = prove("6.18", """
                *(u32 *)(r10 -4) = 0
                r2 = r10
                r2 += -4
                r1 = map[idx:1]
                call bpf_map_lookup_elem
                if r0 == 0 goto end
                r0 += 8
                r6 = *(u64 *)(r0 +0)
                end:
                r0 = 0
                exit
                """).orElseThrow();

        assertThat(proof.before(5, 1)).isEqualTo(new RegisterProof(Kind.MAP_POINTER, 0, 0, false, 1));
        assertThat(proof.before(6, 0)).isEqualTo(new RegisterProof(Kind.MAP_VALUE, 0, 0, true, 1));
        assertThat(proof.before(7, 0)).isEqualTo(new RegisterProof(Kind.MAP_VALUE, 0, 0, false, 1));
        assertThat(proof.before(8, 0)).isEqualTo(new RegisterProof(Kind.MAP_VALUE, 8, 8, false, 1));
        assertThat(proof.before(9, 0)).isEqualTo(RegisterProof.UNKNOWN);
    }

    @Test
    void aContextIsOneAndNothingIsSaidOfDeadRegisters() {
        ProgramProof proof =
                prove("6.18", "r6 = r1\nr0 = *(u64 *)(r6 +8)\nexit\n").orElseThrow();

        assertThat(proof.before(0, 1)).isEqualTo(new RegisterProof(Kind.CONTEXT, 0, 0, false, -1));
        assertThat(proof.before(1, 6)).isEqualTo(new RegisterProof(Kind.CONTEXT, 0, 0, false, -1));
        assertThat(proof.before(1, 1)).isEqualTo(RegisterProof.UNKNOWN);
        assertThat(proof.before(2, 0)).isEqualTo(RegisterProof.NUMBER);
    }

    @Test
    void whatNoPathReachesIsSaid() {
        ProgramProof proof = prove("6.18", """
                r7 = 1
                if r7 == 1 goto end
                r7 = 2
                end:
                r0 = 5 ll
                exit
                """).orElseThrow();

        assertThat(proof.size()).isEqualTo(6);
        assertThat(proof.isReached(1)).isTrue();
        assertThat(proof.isReached(2)).isFalse();
        assertThat(proof.isReached(3)).isTrue();
        assertThat(proof.isReached(4)).as("second slot of a wide load").isFalse();
        assertThat(proof.isReached(5)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.12", "6.18", "7.2"})
    void whatACallbackCountsIsNotWhatItCountsAtFirst(String release) {
        ProgramProof proof = prove(release, LOOP).orElseThrow();

        RegisterProof count = proof.before(10, 6);
        assertThat(count.kind()).isEqualTo(Kind.NUMBER);
        assertThat(count.min()).isZero();
        assertThat(Long.compareUnsigned(count.max(), 5)).isGreaterThanOrEqualTo(0);
    }

    @Test
    void nothingIsProvedOfCallbacksThatAKernelFollowsOnce() {
        assertThat(prove("6.1", LOOP)).isEmpty();
    }

    @Test
    void whatWasNotVerifiedIsNotProved() {
        assertThat(prove("6.18", false, "r0 = 0\nexit\n")).isEmpty();
    }

    private static Optional<ProgramProof> prove(String release, String text) {
        return prove(release, true, text);
    }

    private static Optional<ProgramProof> prove(String release, boolean verifies, String text) {
        TargetKernel target = Kernels.of(Archs.X86_64, release);
        KernelState state =
                new KernelState(target, new World(4), new Interpreter(Interpreter.DEFAULT_BUDGET), 256L << 20);
        try (EmulatedKernel kernel = new EmulatedKernel(state, verifies)) {
            List<MapHandle> maps = List.of(
                    kernel.createMap(MapSpec.of("other", MapType.HASH, 4, 16, 16)),
                    kernel.createMap(MapSpec.of("hash", MapType.HASH, 4, 16, 16)));
            ProgramBtf types = text.equals(LOOP) ? new ProgramBtf(types(), functions(), List.of()) : null;
            ProgramImage image = new ProgramImage(
                    "proved", ProgramType.RAW_TRACEPOINT, 0, "GPL", Assembler.assemble(text), maps, 0, types, 0, 0);
            ProgramHandle program =
                    kernel.load(image, VerifierLogLevel.ON_REJECTION).orThrow();
            return EmulatedProgramHandle.in(state, program).executable().prove();
        }
    }

    /** Of the program and of its callback: kernels want to know the types of a function whose address is taken. */
    private static List<ProgramBtf.FuncInfo> functions() {
        return List.of(new ProgramBtf.FuncInfo(0, 3), new ProgramBtf.FuncInfo(BODY, 4));
    }

    /** {@code int}, {@code int (void)}, {@code static int main(void)}, {@code static int body(void)}. */
    private static Bytes types() {
        byte[] names = "\0int\0main\0body\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer blob = ByteBuffer.allocate(24 + 16 + 3 * 12 + names.length).order(ByteOrder.LITTLE_ENDIAN);
        blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        blob.putInt(0).putInt(16 + 3 * 12).putInt(16 + 3 * 12).putInt(names.length);
        blob.putInt(1).putInt(1 << 24).putInt(4).putInt(1 << 24 | 32);
        blob.putInt(0).putInt(13 << 24).putInt(1);
        blob.putInt(5).putInt(12 << 24).putInt(2);
        blob.putInt(10).putInt(12 << 24).putInt(2);
        blob.put(names);
        return Bytes.wrap(blob.array(), "types");
    }
}
