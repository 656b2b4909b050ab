// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Dialect;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.testing.RunnableProgram;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What all engines must agree on, where it is the matter of engines: counts, budgets, tail calls, memory that changes. */
class EnginesTest {
    private static final long OBJECT = 0xffff_8880_0000_1000L;

    private static final String READS_TWICE = """
            r6 = *(u64 *)(r1 + 0x70)
            r3 = r6
            r1 = r10
            r1 += -0x8
            r2 = 0x8
            call 0x71
            r7 = *(u64 *)(r10 - 0x8)
            r3 = r6
            r3 += 0x8
            r1 = r10
            r1 += -0xc
            r2 = 0x4
            call 0x71
            w8 = *(u32 *)(r10 - 0xc)
            r7 += r8
            r0 = r7
            exit
            """;

    private static final String LOOPS = """
            r1 = 8388607
            r2 = subprog[callback_loop]
            r3 = 0
            r4 = 0
            call bpf_loop
            r0 = 0
            exit
            callback_loop:
            r0 = 0
            exit
            """;

    @ParameterizedTest
    @CsvSource({"1000", "2500000", "5000001", "9999999"})
    void budgetsEndAtTheSameInstruction(long budget) {
        List<ExecutionResult> results = new ArrayList<>();
        for (EngineChoice engine : EngineChoice.values()) {
            try (EmulatedKernel kernel = kernel(engine, budget)) {
                ProgramHandle program = kernel.load(
                                new RunnableProgram(0, ProgramType.KPROBE, LOOPS).image(List.of()),
                                VerifierLogLevel.ON_REJECTION)
                        .orThrow();
                results.add(
                        kernel.run(program, event(0, MemoryImage.EMPTY), null).result());
            }
        }

        assertThat(results.get(0).executedInstructions()).isEqualTo(budget);
        assertThat(results).allSatisfy(result -> {
            assertThat(result.executedInstructions()).isEqualTo(budget);
            assertThat(result.faultSlot()).isEqualTo(results.get(0).faultSlot());
            assertThat(result.fault()).hasMessage(results.get(0).fault().getMessage());
        });
    }

    @Test
    void tailCallsEndAfterThirtyThreeOfThem() {
        List<ExecutionResult> results = new ArrayList<>();
        for (EngineChoice engine : EngineChoice.values()) {
            try (EmulatedKernel kernel = kernel(engine, 100_000_000)) {
                MapHandle programs = kernel.createMap(MapSpec.of("programs", MapType.PROG_ARRAY, 4, 4, 2));
                MapHandle count = kernel.createMap(MapSpec.of("count", MapType.ARRAY, 4, 8, 1));
                ProgramHandle program = load(kernel, """
                        r6 = r1
                        r1 = map[idx:1][0]+0
                        r2 = *(u64 *)(r1 + 0x0)
                        r2 += 0x1
                        *(u64 *)(r1 + 0x0) = r2
                        r1 = r6
                        r2 = map[idx:0]
                        r3 = 0x1
                        call 0xc
                        r1 = map[idx:1][0]+0
                        r0 = *(u64 *)(r1 + 0x0)
                        exit
                        """, List.of(programs, count));
                programs.update(new byte[] {1, 0, 0, 0}, program);
                results.add(
                        kernel.run(program, event(0, MemoryImage.EMPTY), null).result());
            }
        }

        assertThat(results.get(0).returnValue()).isEqualTo(34);
        assertThat(results).containsOnly(results.get(0));
    }

    @Test
    void replaysNeverSeeTheMemoryOfAnother() {
        try (EmulatedKernel kernel = kernel(EngineChoice.COMPILER, 100_000_000)) {
            ProgramHandle program = load(kernel, READS_TWICE, List.of());
            try (Replay replay = kernel.replay(program)) {
                ReplayInput first = replay.input(event(OBJECT, object(1, 2)));
                ReplayInput second = replay.input(event(OBJECT, object(30, 40)));
                ReplayInput none = replay.input(event(OBJECT, MemoryImage.EMPTY));
                for (int round = 0; round < 3; round++) {
                    assertThat(replay.run(first)).isEqualTo(3);
                    assertThat(replay.run(first)).isEqualTo(3);
                    assertThat(replay.run(second)).isEqualTo(70);
                    assertThat(replay.run(second)).isEqualTo(70);
                    assertThat(replay.run(none)).isZero();
                    assertThat(kernel.run(program, event(OBJECT, object(5, 6)), null)
                                    .result()
                                    .returnValue())
                            .isEqualTo(11);
                    assertThat(kernel.run(program, event(OBJECT, MemoryImage.EMPTY), null)
                                    .result()
                                    .returnValue())
                            .isZero();
                }
            }
        }
    }

    @Test
    void goingOverToTheCompilerChangesNothing() {
        try (EmulatedKernel kernel = kernel(EngineChoice.TIERED, 100_000_000);
                Replay replay = kernel.replay(load(kernel, READS_TWICE, List.of()))) {
            ReplayInput input = replay.input(event(OBJECT, object(7, 8)));
            for (int run = 0; run < 3_000; run++) {
                assertThat(replay.run(input)).isEqualTo(15);
                assertThat(replay.executedInstructions()).isEqualTo(17);
            }
        }
    }

    private static EmulatedKernel kernel(EngineChoice engine, long budget) {
        return EmulatedKernel.builder(Kernels.x86())
                .engine(engine)
                .instructionBudget(budget)
                .build();
    }

    private static ProgramHandle load(EmulatedKernel kernel, String text, List<MapHandle> maps) {
        ProgramImage image =
                ProgramImage.of("program", ProgramType.KPROBE, Assembler.assemble(text, Dialect.KERNEL), maps);
        return kernel.load(image, VerifierLogLevel.ON_REJECTION).orThrow();
    }

    private static KprobeEvent event(long di, MemoryImage memory) {
        return KprobeEvent.at("function", PtRegs.zero(Kernels.x86().arch()).with("di", di), memory);
    }

    private static MemoryImage object(long first, int second) {
        byte[] bytes = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(first)
                .putInt(second)
                .array();
        return new MemoryImage(List.of(new MemoryImage.Extent(OBJECT, Bytes.wrap(bytes, "object"), "object")));
    }
}
