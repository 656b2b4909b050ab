// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.testing.ProgramShrinker;
import dev.probeproof.loader.testing.RunnableKernel;
import dev.probeproof.loader.testing.RunnableKernel.Outcome;
import dev.probeproof.loader.testing.RunnableProgram;
import dev.probeproof.loader.testing.RunnablePrograms;
import dev.probeproof.loader.testing.VerifierMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two kernels that run the same programs on the same inputs: the real one, and an emulated one that is told to be like it. */
final class ExecutionAgreement implements AutoCloseable {
    /** What Linux 6.18 says where it removed a callback, because no loop will call it, but not what refers to it. */
    private static final String KERNEL_DEFECT = "verifier bug: No program to jit";

    private final EmulatedKernel emulator;
    private final RunnableKernel real;
    private final RunnableKernel emulated;
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
        real = RunnableKernel.ofTestRuns(kernel);
        emulated = RunnableKernel.ofTestRuns(emulator);
    }

    void ask(long seed) {
        RunnableProgram program = RunnablePrograms.of(seed);
        programs++;
        Map<String, String> found = ask(program, true);
        if (!found.isEmpty()) {
            String text = ProgramShrinker.shrink(program.text(), less -> isOdd(program, less, found));
            RunnableProgram small = program.withText(text);
            StringBuilder report = new StringBuilder("== seed " + seed + "\ntype: " + program.type() + "\n");
            ask(small.onClearedStack(), false)
                    .forEach((place, values) -> report.append("# " + place + ": " + values + "\n"));
            differences.add(report + "\n" + text);
        }
    }

    /** A smaller program that differs otherwise, by its verdict say, is another matter. */
    private boolean isOdd(RunnableProgram program, String text, Map<String, String> first) {
        Map<String, String> found = ask(program.withText(text).onClearedStack(), false);
        return !found.isEmpty()
                && found.containsKey("verdict") == first.containsKey("verdict")
                && found.containsKey("defect") == first.containsKey("defect");
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
    }
}
