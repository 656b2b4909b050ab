// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.testing.FetchRecorder;
import dev.probeproof.loader.testing.RandomFetches;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Generated prologues before the running kernel's verifier. */
@RequiresKernel
class NativePrologueTest {
    private static final int LISTS = Integer.getInteger("prologue.lists", 400);
    private static final long SEED = 618;

    @Test
    void theVerifierAcceptsEveryGeneratedInstance() {
        Random random = new Random(SEED);
        try (KernelBackend kernel = new NativeKernelProvider().open()) {
            MapHandle map = kernel.createMap(FetchRecorder.MAP);
            TargetKernel target = withMadeUpSymbols(kernel.target());
            for (int list = 0; list < LISTS; list++) {
                RandomFetches fetches = new RandomFetches(random, target.arch());
                boolean inRegisters = random.nextInt(4) == 0;
                PrologueLayout layout = inRegisters ? PrologueLayout.REGISTERS : PrologueLayout.STRUCT;
                List<FetchArgument> arguments =
                        inRegisters ? fetches.numbers(1 + random.nextInt(3)) : fetches.arguments(1 + random.nextInt(8));
                AttachPoint place = random.nextBoolean()
                        ? new AttachPoint.Kprobe("vfs_read", 0, false)
                        : new AttachPoint.Uprobe(Path.of("/bin/true"), 0, -1, false);
                ProgramInstance instance = new ProloguePreprocessor(layout)
                        .prepare(
                                FetchRecorder.program(layout, arguments),
                                List.of(new ProbePoint("f(…)", place, arguments)),
                                target)
                        .get(0);

                ProgramLoadResult result = kernel.load(
                        instance.image(Map.of(FetchRecorder.MAP.name(), map)), VerifierLogLevel.ON_REJECTION);

                assertThat(result)
                        .as("list %d: %s\n%s", list, arguments, result.log())
                        .isInstanceOf(ProgramLoadResult.Accepted.class);
                result.orThrow().close();
            }
        }
    }

    private static TargetKernel withMadeUpSymbols(TargetKernel kernel) {
        return new TargetKernel(
                kernel.name(),
                kernel.release(),
                kernel.arch(),
                kernel.btf(),
                name -> RandomFetches.SYMBOLS.containsKey(name)
                        ? OptionalLong.of(RandomFetches.SYMBOLS.get(name))
                        : OptionalLong.empty());
    }
}
