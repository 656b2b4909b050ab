// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What one kernel found out must never make the next one answer otherwise than it would by itself. */
class SharedFindingsTest {
    private final TargetKernel target = Kernels.x86();
    private final SharedFindings findings = new SharedFindings(target);

    private EmulatedKernel kernel() {
        return EmulatedKernel.builder(target).findings(findings).build();
    }

    private static ProgramImage image(Instructions instructions, List<MapHandle> maps) {
        return ProgramImage.of("program", ProgramType.KPROBE, instructions, maps);
    }

    @Test
    void whatWasAcceptedIsAcceptedAgainAndWhatIsRefusedIsRefusedWithItsLog() {
        Instructions good = Assembler.assemble("r0 = 0\nexit\n");
        Instructions bad = Assembler.assemble("exit\n");
        for (int i = 0; i < 3; i++) {
            try (EmulatedKernel kernel = kernel()) {
                assertThat(kernel.load(image(good, List.of()), VerifierLogLevel.ON_REJECTION))
                        .isInstanceOf(ProgramLoadResult.Accepted.class);
                assertThat(kernel.load(image(bad, List.of()), VerifierLogLevel.ON_REJECTION))
                        .isInstanceOfSatisfying(
                                ProgramLoadResult.Rejected.class,
                                rejected -> assertThat(rejected.log()).contains("R0 !read_ok"));
            }
        }
    }

    @Test
    void aLogThatIsAskedForIsThereAlthoughTheVerdictIsKnown() {
        Instructions good = Assembler.assemble("r0 = 0\nexit\n");
        try (EmulatedKernel kernel = kernel()) {
            kernel.load(image(good, List.of()), VerifierLogLevel.ON_REJECTION);
            assertThat(kernel.load(image(good, List.of()), VerifierLogLevel.INSTRUCTIONS))
                    .isInstanceOfSatisfying(
                            ProgramLoadResult.Accepted.class,
                            accepted -> assertThat(accepted.log()).contains("processed 2 insns"));
        }
    }

    /** The key of the smaller map lies on the stack as a whole, that of the larger one does not. */
    @Test
    void theSameInstructionsOnAnotherMapAreAnotherProgram() {
        Instructions lookup = Assembler.assemble("""
                r1 = 0
                *(u64 *)(r10 - 8) = r1
                r2 = r10
                r2 += -8
                r1 = map[idx:0]
                call 1
                r0 = 0
                exit
                """);
        for (int keySize : new int[] {8, 16, 8}) {
            try (EmulatedKernel kernel = kernel();
                    MapHandle map = kernel.createMap(MapSpec.of("map", MapType.HASH, keySize, 8, 4), null)) {
                assertThat(
                                kernel.load(image(lookup, List.of(map)), VerifierLogLevel.ON_REJECTION)
                                        instanceof ProgramLoadResult.Accepted)
                        .as("a key of " + keySize + " bytes")
                        .isEqualTo(keySize == 8);
            }
        }
    }

    @Test
    void findingsAboutAnotherKernelAreRefused() {
        TargetKernel other = target.named("another");

        assertThatThrownBy(() -> EmulatedKernel.builder(other).findings(findings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another");
    }
}
