// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.engine.compiler.CodeCache;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.testing.RunnableProgram;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Kernels share compiled programs, and nothing else. */
class CodeCacheTest {
    /** Counts its runs in a map of its kernel, and adds what it finds in the context. */
    private static final String COUNTS = """
            r7 = *(u64 *)(r1 + 0x70)
            r1 = map[idx:0][0]+0
            r2 = *(u64 *)(r1 + 0x0)
            r2 += 0x1
            *(u64 *)(r1 + 0x0) = r2
            r0 = r2
            r0 += r7
            exit
            """;

    @Test
    void theSameProgramOnTwoKernelsIsOneClassWithMapsOfEach() {
        CodeCache cache = new CodeCache();
        try (Running first = new Running(cache, COUNTS);
                Running second = new Running(cache, COUNTS)) {
            first.run(100);
            first.run(100);

            assertThat(first.run(100)).isEqualTo(103);
            assertThat(second.run(200)).isEqualTo(201);
            assertThat(cache.size()).isEqualTo(1);
        }
    }

    @Test
    void otherCodeIsAnotherClass() {
        CodeCache cache = new CodeCache();
        try (Running first = new Running(cache, COUNTS);
                Running second = new Running(cache, COUNTS.replace("r2 += 0x1", "r2 += 0x2"))) {
            assertThat(first.run(0)).isEqualTo(1);
            assertThat(second.run(0)).isEqualTo(2);
            assertThat(cache.size()).isEqualTo(2);
        }
    }

    @Test
    void holdsNoMoreThanItsCapacityAndProgramsRunOn() {
        CodeCache cache = new CodeCache(1);
        try (Running first = new Running(cache, COUNTS);
                Running second = new Running(cache, COUNTS.replace("r2 += 0x1", "r2 += 0x2"))) {
            first.run(0);
            second.run(0);

            assertThat(cache.size()).isEqualTo(1);
            assertThat(first.run(0)).isEqualTo(2);
            assertThat(second.run(0)).isEqualTo(4);
        }
    }

    @Test
    void threadsShareOne() {
        CodeCache cache = new CodeCache();
        List<CompletableFuture<Long>> sums = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.supplyAsync(() -> {
                    try (Running running = new Running(cache, COUNTS)) {
                        long last = 0;
                        for (int run = 0; run < 10_000; run++) {
                            last = running.run(thread);
                        }
                        return last;
                    }
                }))
                .toList();

        assertThat(sums.stream().map(CompletableFuture::join)).containsExactly(10_000L, 10_001L, 10_002L, 10_003L);
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void aCacheOfNothingIsAnError() {
        assertThatThrownBy(() -> new CodeCache(0)).hasMessageContaining("give it 1 or more");
    }

    /** A program in a kernel of its own. */
    private static final class Running implements AutoCloseable {
        private final EmulatedKernel kernel;
        private final ProgramHandle program;

        Running(CodeCache cache, String text) {
            kernel = EmulatedKernel.builder(Kernels.x86())
                    .engine(EngineChoice.COMPILER)
                    .codeCache(cache)
                    .build();
            MapHandle count = kernel.createMap(MapSpec.of("count", MapType.ARRAY, 4, 8, 1));
            program = kernel.load(
                            new RunnableProgram(0, ProgramType.KPROBE, text).image(List.of(count)),
                            VerifierLogLevel.ON_REJECTION)
                    .orThrow();
        }

        long run(long di) {
            PtRegs registers = PtRegs.zero(kernel.target().arch()).with("di", di);
            return kernel.run(program, KprobeEvent.at("function", registers, MemoryImage.EMPTY), null)
                    .result()
                    .returnValue();
        }

        @Override
        public void close() {
            kernel.close();
        }
    }
}
