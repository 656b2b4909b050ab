// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.testing.PlausibleProgram;
import dev.probeproof.loader.testing.PlausiblePrograms;
import dev.probeproof.loader.testing.ProgramShrinker;
import dev.probeproof.loader.testing.VerifierMessage;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two kernels that are asked about the same programs: the real one, and an emulated one that is told to be like it. */
final class VerdictAgreement implements AutoCloseable {
    private final KernelBackend real;
    private final EmulatedKernel emulated;
    private final List<MapHandle> realMaps;
    private final List<MapHandle> emulatedMaps;
    private final String release;
    private final List<String> divergences = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private int accepted;
    private int rejected;
    private int sameMessage;
    private long realNanos;
    private long emulatedNanos;

    VerdictAgreement(KernelBackend real) {
        this.real = real;
        this.emulated = EmulatedKernel.builder(real.target())
                .possibleCpus(real.possibleCpus())
                .build();
        this.realMaps = PlausibleProgram.maps(real);
        this.emulatedMaps = PlausibleProgram.maps(emulated);
        this.release = real.target().release().replaceFirst("^(\\d+\\.\\d+).*", "$1");
    }

    /** What both said about a program. */
    private record Answers(ProgramLoadResult real, ProgramLoadResult emulated) {
        boolean agree() {
            return real instanceof ProgramLoadResult.Accepted == emulated instanceof ProgramLoadResult.Accepted;
        }

        boolean sameMessage() {
            return VerifierMessage.of(real.log()).equals(VerifierMessage.of(emulated.log()));
        }
    }

    void ask(long seed) {
        PlausibleProgram program = PlausiblePrograms.of(seed);
        Answers answers;
        try {
            answers = ask(program);
        } catch (RuntimeException defect) {
            divergences.add(report(ProgramShrinker.shrink(program, this::breaks), defect.toString()));
            return;
        }
        if (answers.real() instanceof ProgramLoadResult.Accepted) {
            accepted++;
        } else {
            rejected++;
            if (answers.agree() && answers.sameMessage()) {
                sameMessage++;
            } else if (answers.agree()) {
                messages.add("seed " + seed + ": '"
                        + VerifierMessage.of(answers.real().log()) + "', here '"
                        + VerifierMessage.of(answers.emulated().log()) + "'");
            }
        }
        if (!answers.agree()) {
            PlausibleProgram small = ProgramShrinker.shrink(
                    program, less -> diverges(less, answers.real() instanceof ProgramLoadResult.Accepted));
            divergences.add(report(small, "emulated: " + verdict(ask(small).emulated())));
        }
    }

    private boolean breaks(PlausibleProgram program) {
        try {
            ask(program);
            return false;
        } catch (RuntimeException defect) {
            return true;
        }
    }

    /** The same way: a smaller program that diverges the other way is another matter. */
    private boolean diverges(PlausibleProgram program, boolean realAccepts) {
        try {
            Answers answers = ask(program);
            return !answers.agree() && answers.real() instanceof ProgramLoadResult.Accepted == realAccepts;
        } catch (RuntimeException defect) {
            return false;
        }
    }

    private Answers ask(PlausibleProgram program) {
        long start = System.nanoTime();
        ProgramLoadResult fromReal = closed(program.load(real, realMaps, VerifierLogLevel.ON_REJECTION));
        long between = System.nanoTime();
        ProgramLoadResult fromEmulated = closed(program.load(emulated, emulatedMaps, VerifierLogLevel.ON_REJECTION));
        realNanos += between - start;
        emulatedNanos += System.nanoTime() - between;
        return new Answers(fromReal, fromEmulated);
    }

    private static ProgramLoadResult closed(ProgramLoadResult result) {
        if (result instanceof ProgramLoadResult.Accepted accepted) {
            accepted.program().close();
        }
        return result;
    }

    /** As a case of the emulator's {@code verifier/programs}. */
    private String report(PlausibleProgram program, String emulatedVerdict) {
        String expected;
        try {
            expected = verdict(closed(program.load(real, realMaps, VerifierLogLevel.ON_REJECTION)));
        } catch (UnsupportedFeatureException cannot) {
            expected = "unknown";
        }
        return "== seed " + program.seed() + "\n# " + emulatedVerdict + "\ntype: " + program.type()
                + "\nmaps: plausible\n" + release + ": " + expected + "\n\n" + program.text();
    }

    private static String verdict(ProgramLoadResult result) {
        return result instanceof ProgramLoadResult.Rejected rejected
                ? "reject " + name(rejected.errno()) + " " + VerifierMessage.of(rejected.log())
                : "accept";
    }

    private static String name(int errno) {
        return Errno.describe(errno).split(" ")[0];
    }

    /** Programs on which the verdicts differ, as small as they get. */
    List<String> divergences() {
        return divergences;
    }

    /** Rejections by both whose words differ. */
    List<String> messages() {
        return messages;
    }

    int accepted() {
        return accepted;
    }

    int rejected() {
        return rejected;
    }

    /** Of those that both reject, how many with the same words. */
    int sameMessage() {
        return sameMessage;
    }

    @Override
    public String toString() {
        int all = accepted + rejected;
        return String.format(
                Locale.ROOT,
                "%d programs, %d accepted by Linux %s; %d verdicts differ; %d of %d rejections in the same words;"
                        + " %d us a load there, %d us here",
                all,
                accepted,
                release,
                divergences.size(),
                sameMessage,
                rejected,
                realNanos / 1000 / Math.max(1, all),
                emulatedNanos / 1000 / Math.max(1, all));
    }

    @Override
    public void close() {
        emulated.close();
    }
}
