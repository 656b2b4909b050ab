// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.testing.ProgramShrinker;
import dev.probeproof.loader.testing.RunnableKernel;
import dev.probeproof.loader.testing.RunnableKernel.Outcome;
import dev.probeproof.loader.testing.RunnableProgram;
import dev.probeproof.loader.testing.RunnablePrograms;
import dev.probeproof.loader.testing.VerifierMessage;
import dev.probeproof.loader.uapi.MapType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two kernels that run the same programs on the same inputs: the real one, and an emulated one that is told to be like it. */
final class ExecutionAgreement implements AutoCloseable {
    /** What Linux 6.18 says where it removed a callback, because no loop will call it, but not what refers to it. */
    private static final String KERNEL_DEFECT = "verifier bug: No program to jit";

    /** The low half of the address at which the emulator has a program's context. */
    private static final String CONTEXT_ADDRESS = "returns 0x1000,";

    private final EmulatedKernel emulator;
    private final RunnableKernel real;
    private final RunnableKernel emulated;
    /** As emulated, but with other addresses. */
    private final EmulatedKernel shifted;

    private final RunnableKernel elsewhere;
    private final List<String> differences = new ArrayList<>();
    private final List<String> rejections = new ArrayList<>();
    private int programs;
    private int run;
    private long realNanos;
    private long emulatedNanos;

    ExecutionAgreement(KernelBackend kernel, EngineChoice engine) {
        emulator = EmulatedKernel.builder(kernel.target())
                .possibleCpus(kernel.possibleCpus())
                .engine(engine)
                .build();
        shifted = EmulatedKernel.builder(kernel.target())
                .possibleCpus(kernel.possibleCpus())
                .build();
        shifted.createMap(MapSpec.of("space", MapType.ARRAY, 4, 5000, 1)).update(new byte[4], new byte[5000], 0);
        elsewhere = RunnableKernel.ofTestRuns(shifted);
        real = RunnableKernel.ofTestRuns(kernel);
        emulated = RunnableKernel.ofTestRuns(emulator);
    }

    void ask(long seed) {
        RunnableProgram program = RunnablePrograms.of(seed);
        programs++;
        Map<String, String> found = ask(program, true);
        if (!found.isEmpty()) {
            String text = ProgramShrinker.shrink(program.text(), less -> isOdd(program.withText(less), found));
            StringBuilder report = new StringBuilder("== seed " + seed + "\ntype: " + program.type() + "\n");
            found.forEach((place, values) -> report.append("# as generated, " + place + ": " + values + "\n"));
            ask(program.withText(text).onClearedStack(), false)
                    .forEach((place, values) -> report.append("# " + place + ": " + values + "\n"));
            differences.add(report + "\n" + text);
        }
    }

    /** A smaller program that differs otherwise, by its verdict say, or because it returns an address, is another matter. */
    private boolean isOdd(RunnableProgram less, Map<String, String> first) {
        RunnableProgram cleared = less.onClearedStack();
        Map<String, String> found = ask(cleared, false);
        boolean same = !found.isEmpty()
                && found.containsKey("verdict") == first.containsKey("verdict")
                && found.containsKey("defect") == first.containsKey("defect");
        return same
                && (found.size() == 1 && !found.keySet().iterator().next().startsWith("run")
                        || !tellsAddresses(cleared));
    }

    private boolean tellsAddresses(RunnableProgram program) {
        Outcome here = emulated.run(program);
        return !RunnableKernel.differences(here, elsewhere.run(program)).isEmpty()
                || here.results().values().stream().anyMatch(value -> value.startsWith(CONTEXT_ADDRESS));
    }

    private Map<String, String> ask(RunnableProgram program, boolean counts) {
        long start = System.nanoTime();
        Outcome there;
        try {
            there = real.run(program);
        } catch (IllegalArgumentException noProgram) {
            if (counts) {
                throw noProgram;
            }
            return Map.of();
        }
        long between = System.nanoTime();
        Outcome here;
        try {
            here = emulated.run(program);
        } catch (RuntimeException defect) {
            return there.accepted() ? Map.of("defect", defect.toString()) : Map.of();
        }
        if (counts) {
            realNanos += between - start;
            emulatedNanos += System.nanoTime() - between;
            if (there.accepted()) {
                run++;
            } else {
                rejections.add("seed " + program.seed() + ": " + VerifierMessage.of(there.log()));
            }
        }
        if (there.log().contains(KERNEL_DEFECT)) {
            return Map.of();
        }
        if (there.accepted() != here.accepted()) {
            return Map.of(
                    "verdict",
                    "'" + VerifierMessage.of(there.log()) + "', here '" + VerifierMessage.of(here.log()) + "'");
        }
        return RunnableKernel.differences(there, here);
    }

    /** Programs on which the kernels differ, as small as they get, with both results. */
    List<String> differences() {
        return differences;
    }

    /** What the real kernel refused, and why. */
    List<String> rejections() {
        return rejections;
    }

    /** Programs that the real kernel accepted and ran. */
    int run() {
        return run;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d programs, %d of them run; %d differ; %d us a program in the real kernel, %d us here",
                programs,
                run,
                differences.size(),
                realNanos / 1000 / Math.max(1, programs),
                emulatedNanos / 1000 / Math.max(1, programs));
    }

    @Override
    public void close() {
        emulator.close();
        shifted.close();
    }
}
