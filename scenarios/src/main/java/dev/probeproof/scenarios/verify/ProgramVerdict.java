// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.verify;

import dev.probeproof.emulator.verifier.explain.Explanation;
import dev.probeproof.emulator.verifier.explain.LogStatistics;
import java.util.Optional;

/**
 * What one kernel says to one instance of a program.
 *
 * @param object file name
 * @param section of the program
 * @param instance number among the program's instances, or -1 if it was not made
 * @param reason for {@link Verdict#UNDECIDED}, why there is no verdict; else empty
 * @param errno of a refusal, or 0
 * @param log the verifier's
 * @param explanation of a refusal
 * @param microseconds that the verdict took here
 * @param expectation what the object says that the verdict is
 */
public record ProgramVerdict(
        String object,
        String program,
        String section,
        int instance,
        String kernel,
        Verdict verdict,
        String reason,
        int errno,
        String log,
        Optional<Explanation> explanation,
        Optional<LogStatistics> statistics,
        long microseconds,
        Optional<Expectation> expectation) {
    /** The answer. */
    public enum Verdict {
        ACCEPTED,
        REFUSED,
        /** The program did not come as far as the verifier, or needs what is not emulated. */
        UNDECIDED
    }

    /** What keeps the verdict from being what is wanted: acceptance, unless the object says otherwise. Empty if nothing. */
    public Optional<String> disappointment() {
        boolean isRefused = verdict == Verdict.REFUSED;
        if (verdict == Verdict.UNDECIDED) {
            return Optional.of("no verdict");
        }
        if (expectation.isEmpty()) {
            return isRefused ? Optional.of("refused") : Optional.empty();
        }
        if (isRefused != expectation.get().fails()) {
            return Optional.of(
                    isRefused ? "refused, but the object expects success" : "accepted, but the object expects failure");
        }
        return expectation.get().missingFrom(log).map(message -> "the log lacks the expected \"" + message + "\"");
    }
}
