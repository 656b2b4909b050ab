// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.instance.InstanceLoader;
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
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Generated prologues of programs whose context is arguments, before the running kernel's verifier. */
@RequiresKernel
class NativeArgumentContextTest {
    private static final int LISTS = Integer.getInteger("prologue.lists", 200);
    private static final long SEED = 618;

    /** Places that every kernel since 5.5 has, with pointers to structs, to other things, and numbers among their arguments. */
    enum Place {
        RAW_TP(ProgramType.RAW_TRACEPOINT, 0, new AttachPoint.RawTracepoint("sched_switch"), ContextWords.MAX),
        RAW_TP_WRITABLE(
                ProgramType.RAW_TRACEPOINT_WRITABLE,
                0,
                new AttachPoint.RawTracepoint("sched_switch"),
                ContextWords.MAX),
        SCHED_SWITCH(AttachType.TRACE_RAW_TP, "sched_switch", 3),
        SYS_ENTER(AttachType.TRACE_RAW_TP, "sys_enter", 2),
        FENTRY(AttachType.TRACE_FENTRY, "vfs_read", 4),
        FEXIT(AttachType.TRACE_FEXIT, "vfs_read", 5),
        RETURNS_POINTER(AttachType.TRACE_FEXIT, "do_filp_open", 4),
        FMOD_RET(AttachType.MODIFY_RETURN, "security_file_open", 2);

        private final ProgramType type;
        private final int attachType;
        private final AttachPoint point;
        private final int words;

        Place(ProgramType type, int attachType, AttachPoint point, int words) {
            this.type = type;
            this.attachType = attachType;
            this.point = point;
            this.words = words;
        }

        Place(AttachType type, String target, int words) {
            this(ProgramType.TRACING, type.number(), new AttachPoint.Traced(type, target), words);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theVerifierAcceptsEveryGeneratedInstance(Place place) {
        Random random = new Random(SEED);
        try (KernelBackend kernel = new NativeKernelProvider().open()) {
            MapHandle map = kernel.createMap(FetchRecorder.MAP);
            TargetKernel target = withMadeUpSymbols(kernel.target());
            Arch words = ContextWords.on(target.arch(), place.words);
            for (int list = 0; list < LISTS; list++) {
                RandomFetches fetches = new RandomFetches(random, words);
                boolean inRegisters = random.nextInt(4) == 0;
                PrologueLayout layout = inRegisters ? PrologueLayout.REGISTERS : PrologueLayout.STRUCT;
                List<FetchArgument> arguments =
                        inRegisters ? fetches.numbers(1 + random.nextInt(3)) : fetches.arguments(1 + random.nextInt(8));
                ProgramInstance instance = new ProloguePreprocessor(layout)
                        .prepare(
                                FetchRecorder.program(layout, arguments, place.type, place.attachType),
                                List.of(new ProbePoint("f(…)", place.point, arguments)),
                                target)
                        .get(0);

                ProgramLoadResult result = InstanceLoader.load(
                        instance, kernel, Map.of(FetchRecorder.MAP.name(), map), VerifierLogLevel.ON_REJECTION);

                assumeThat(result instanceof ProgramLoadResult.Rejected rejected
                                && rejected.errno() == Errno.EPERM.number()
                                && rejected.log().isEmpty())
                        .as("this kernel's policy forbids programs of " + place)
                        .isFalse();
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
