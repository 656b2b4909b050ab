// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.FetchRecord;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.StepRecord;
import java.util.List;
import java.util.Locale;

/** Results of scenarios for people: what is not as expected, and one line that counts. */
final class RunText {
    private RunText() {}

    static void print(List<ScenarioResult> results, boolean verbose, Terminal terminal) {
        for (ScenarioResult result : results) {
            if (!result.isFine() || verbose) {
                head(result, terminal);
                if (result.status() == ScenarioResult.Status.FAILED || verbose) {
                    steps(result, terminal);
                }
                result.mismatches().forEach(mismatch -> mismatch(mismatch, terminal));
                if (!result.isFine()) {
                    result.randomSeed()
                            .ifPresent(seed -> terminal.out()
                                    .print("  programs asked for random numbers: --seed " + seed
                                            + " gives the same\n"));
                }
                if (!result.reason().isEmpty()) {
                    terminal.out().print("  " + result.reason().replace("\n", "\n  ") + "\n");
                }
                terminal.out().print("\n");
            }
        }
        terminal.out().print(closing(results) + "\n");
    }

    private static void head(ScenarioResult result, Terminal terminal) {
        String status = result.status().name();
        Paint paint = result.isFine() ? Paint.GREEN : Paint.RED;
        terminal.out()
                .print(terminal.paint(paint, status) + "  "
                        + terminal.paint(Paint.BOLD, result.scenario().name()) + " [" + result.kernel() + "]  "
                        + result.scenario().position() + "\n");
    }

    private static void steps(ScenarioResult result, Terminal terminal) {
        for (StepRecord step : result.steps()) {
            terminal.out()
                    .print(String.format(
                            Locale.ROOT,
                            "  %d. %s%s\n",
                            step.number(),
                            step.step().title(),
                            step.task().isEmpty() ? "" : " in " + step.task()));
            step.runs().forEach(run -> run(run, terminal));
            for (EventRecord event : step.events()) {
                terminal.out().print("       " + event.map() + " <- " + event.value() + "\n");
            }
        }
    }

    private static void run(RunRecord run, Terminal terminal) {
        terminal.out()
                .print("     " + run.program() + " (" + run.attachedTo() + ") "
                        + run.fault()
                                .map(fault -> "FAULT " + fault)
                                .orElse("returned " + run.returned() + " after " + run.instructions() + " instructions")
                        + "\n");
        for (FetchRecord fetch : run.fetched()) {
            terminal.out().print("       " + fetch.name() + " = " + (fetch.failed() ? "not fetched" : fetch.value()));
            for (FetchRecord.Hop hop : fetch.hops()) {
                if (hop.failed()) {
                    terminal.out()
                            .print("\n         read of " + hop.sizeBytes() + " bytes at 0x"
                                    + Long.toHexString(hop.address()) + " failed: " + hop.what());
                }
            }
            terminal.out().print("\n");
        }
        run.printed().forEach(line -> terminal.out().print("       printed: " + line + "\n"));
    }

    private static void mismatch(Mismatch mismatch, Terminal terminal) {
        terminal.out().print("  " + mismatch.message().replace("\n", "\n  ") + "\n");
    }

    private static String closing(List<ScenarioResult> results) {
        return count(results, ScenarioResult.Status.PASSED) + " passed, "
                + count(results, ScenarioResult.Status.FAILED) + " failed, "
                + count(results, ScenarioResult.Status.ERRORED) + " in error, "
                + count(results, ScenarioResult.Status.SKIPPED) + " skipped";
    }

    private static long count(List<ScenarioResult> results, ScenarioResult.Status status) {
        return results.stream().filter(result -> result.status() == status).count();
    }
}
