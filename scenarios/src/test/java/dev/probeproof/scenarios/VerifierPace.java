// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelProvider;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how much CPU time an explored instruction takes, here and in the real kernel, on the same programs in one run: the
 * numbers of docs/performance.md. Takes the best of several loads; needs root.
 */
public final class VerifierPace {
    private static final int ROUNDS = 3;
    /** Of this thread, the kernel's work for it included: whatever else the machine does. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final Pattern PROCESSED = Pattern.compile("(?i)processed (\\d+) insn");

    private VerifierPace() {}

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        KernelProvider provider = ServiceLoader.load(KernelProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .findFirst()
                .orElseThrow();
        try (KernelBackend real = provider.open();
                EmulatedKernel emulated = EmulatedKernel.on(real.target())) {
            out.println(
                    "| program | verdict | instructions | real kernel, ns each | here, ns each | heap in use, MiB |");
            out.println("|---|---|--:|--:|--:|--:|");
            programs().forEach((name, text) -> {
                ProgramImage image = ProgramImage.of("pace", ProgramType.KPROBE, Assembler.assemble(text), List.of());
                ProgramLoadResult answer = closed(emulated.load(image, VerifierLogLevel.BRANCHES));
                ProgramLoadResult truth = closed(real.load(image, VerifierLogLevel.BRANCHES));
                long processed = processed(answer.log());
                long realNanos = best(real, image);
                long nanos = best(emulated, image);
                long used = Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory();
                out.printf(
                        Locale.ROOT,
                        "| %s | %s | %d%s | %d | %d | %d |%n",
                        name,
                        verdict(answer).equals(verdict(truth))
                                ? verdict(answer)
                                : verdict(answer) + " (real: " + verdict(truth) + ")",
                        processed,
                        processed(truth.log()) == processed ? "" : " (real: " + processed(truth.log()) + ")",
                        realNanos / processed,
                        nanos / processed,
                        used >> 20);
            });
        }
    }

    private static Map<String, String> programs() {
        Map<String, String> programs = new LinkedHashMap<>();
        programs.put("countdown from 30,000", "r6 = 30000\nagain:\nr6 -= 1\nif r6 != 0 goto again\nr0 = 0\nexit\n");
        programs.put("straight line of 100,000", "r0 = 0\n" + "r0 += 1\n".repeat(100_000) + "exit\n");
        StringBuilder spills = new StringBuilder("call bpf_get_prandom_u32\nr6 = r0\n");
        for (int i = 0; i < 600; i++) {
            spills.append("*(u64 *)(r10 -")
                    .append(8 + 8 * (i % 32))
                    .append(") = r6\nr6 = *(u64 *)(r10 -")
                    .append(8 + 8 * (i % 32))
                    .append(")\nr6 += 3\n");
        }
        programs.put("600 spills and fills", spills + "r0 = 0\nexit\n");
        programs.put("12 branches that no two paths share", branches(12));
        return programs;
    }

    private static String branches(int count) {
        StringBuilder program = new StringBuilder("r7 = 0\n");
        for (int i = 0; i < count; i++) {
            program.append("call bpf_get_prandom_u32\nif r0 s> ")
                    .append(i)
                    .append(" goto L")
                    .append(i)
                    .append("\nr7 += ")
                    .append(1L << i % 24)
                    .append("\nL")
                    .append(i)
                    .append(":\n");
        }
        return program + "r7 &= 7\nr6 = r10\nr6 += -8\n*(u64 *)(r10 -8) = 0\nr6 += r7\nr0 = *(u8 *)(r6 +0)\nexit\n";
    }

    private static long best(KernelBackend kernel, ProgramImage image) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            closed(kernel.load(image, VerifierLogLevel.ON_REJECTION));
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    private static ProgramLoadResult closed(ProgramLoadResult result) {
        if (result instanceof ProgramLoadResult.Accepted accepted) {
            accepted.program().close();
        }
        return result;
    }

    private static String verdict(ProgramLoadResult result) {
        return result instanceof ProgramLoadResult.Rejected rejected ? rejected.errnoName() : "accepted";
    }

    private static long processed(String log) {
        Matcher line = PROCESSED.matcher(log);
        return line.find() ? Math.max(1, Long.parseLong(line.group(1))) : 1;
    }
}
