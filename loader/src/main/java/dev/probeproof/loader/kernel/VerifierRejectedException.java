// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import java.util.List;

/** A kernel refused a program; carries the whole log and shows the end of it. */
public final class VerifierRejectedException extends KernelException {
    private static final int SHOWN_LINES = 5;

    private final String log;

    public VerifierRejectedException(ProgramLoadResult.Rejected rejected) {
        this(rejected, "'" + rejected.programName() + "'");
    }

    /**
     * @param subject how the message calls the program, where a name alone does not say which of several it is
     */
    public VerifierRejectedException(ProgramLoadResult.Rejected rejected, String subject) {
        this(rejected, subject, "");
    }

    /**
     * @param explanation what the log does not say, as a sentence, or empty
     */
    public VerifierRejectedException(ProgramLoadResult.Rejected rejected, String subject, String explanation) {
        super(
                "load program " + subject,
                rejected.errno(),
                lastLines(rejected.log()) + (explanation.isEmpty() ? "" : "\n  " + explanation));
        this.log = rejected.log();
    }

    /** The whole verifier log. */
    public String log() {
        return log;
    }

    private static String lastLines(String log) {
        List<String> lines = log.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("processed "))
                .toList();
        if (lines.isEmpty()) {
            return "the kernel gave no log";
        }
        int from = Math.max(0, lines.size() - SHOWN_LINES);
        String shown = String.join("\n  ", lines.subList(from, lines.size()));
        return "\n  " + shown + (from == 0 ? "" : "\n  (" + from + " log lines more: log() on the exception)");
    }
}
