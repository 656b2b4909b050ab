// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.probe.ProbePoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs one instance at one probe point on made-up contexts and compares what the body was handed with what the
 * expressions lead to: first in rounds where all is well, then with every dereference made to fault in turn.
 */
final class PointCheck {
    /** Two bits at different places agree in all rounds by a chance of 2⁻²⁴. */
    static final int ROUNDS = 24;

    /** The name of no argument: the finding is about the instance. */
    private static final String WHOLE = "";

    private final ProgramInstance instance;
    private final ProbePoint point;
    private final List<Optional<Meaning>> meanings;
    private final Diagnosis diagnosis;
    private final Runner runner;
    private final SyntheticSymbols symbols;
    private final List<CheckReport.NotJudged> notJudged = new ArrayList<>();
    private final Map<String, CheckReport.Finding> findings = new LinkedHashMap<>();
    private long fetches;
    private long faults;
    private long instructions;

    /** Runs the loaded instance once on an event. */
    interface Runner {
        Run run(KprobeEvent event, int structBytes);
    }

    /** The result of a run and what was seen on the way. */
    record Run(ExecutionResult result, Observation observation) {}

    /** What came of all runs at the point. */
    record Result(
            List<CheckReport.Finding> findings,
            List<CheckReport.NotJudged> notJudged,
            long fetches,
            long faults,
            long instructions) {}

    PointCheck(
            ProgramInstance instance,
            ProbePoint point,
            List<Optional<Meaning>> meanings,
            SyntheticSymbols symbols,
            Diagnosis diagnosis,
            Runner runner) {
        this.instance = instance;
        this.point = point;
        this.meanings = new ArrayList<>(meanings);
        this.symbols = symbols;
        this.diagnosis = diagnosis;
        this.runner = runner;
    }

    Result check(Arch arch) {
        leaveOutImpossible(arch);
        ContextBuilder contexts = new ContextBuilder(arch, symbols, judged(meanings));
        List<String> names = point.arguments().stream().map(FetchArgument::name).toList();
        long judged = judged(meanings).size();
        for (int round = 0; round < ROUNDS && !findings.containsKey(WHOLE); round++) {
            compare("memory is as it should be", contexts.build(round), FaultPlan.ALL);
            fetches += judged;
        }
        for (FaultPlan plan : FaultPlan.all(names, meanings, contexts.build(0), instance.layout())) {
            if (findings.containsKey(WHOLE)) {
                break; // It does not even end: more runs would say the same, each after a long time.
            }
            compare(plan.situation(), plan.context(), plan.only());
            faults++;
        }
        return new Result(List.copyOf(findings.values()), List.copyOf(notJudged), fetches, faults, instructions);
    }

    /** Arguments whose registers and memory cannot be made up together with those before them. */
    private void leaveOutImpossible(Arch arch) {
        List<Meaning> possible = new ArrayList<>();
        for (int i = 0; i < meanings.size(); i++) {
            if (meanings.get(i).isEmpty()) {
                continue;
            }
            possible.add(meanings.get(i).get());
            try {
                new ContextBuilder(arch, symbols, possible).build(0);
            } catch (NotJudgedException | UnsupportedFeatureException reason) {
                possible.remove(possible.size() - 1);
                meanings.set(i, Optional.empty());
                String name = point.arguments().get(i).name();
                notJudged.add(new CheckReport.NotJudged(name, String.valueOf(reason.getMessage())));
            }
        }
    }

    private static List<Meaning> judged(List<Optional<Meaning>> meanings) {
        return meanings.stream().flatMap(Optional::stream).toList();
    }

    private void compare(String situation, SyntheticContext context, int only) {
        PtRegs registers = context.registers();
        MemoryImage memory = context.memory();
        int structBytes = Handover.structBytes(instance.layout(), point.arguments());
        Run run = runner.run(KprobeEvent.at(point.definition(), registers, memory), structBytes);
        instructions = Math.max(instructions, run.result().executedInstructions());
        if (run.observation().registers() == null) {
            addFinding(WHOLE, situation, "the body was never reached: " + ending(run.result()));
            return;
        }
        if (!run.result().isComplete()) {
            addFinding(WHOLE, situation, "the program did not end normally: " + ending(run.result()));
        }
        List<Optional<Handover.Handed>> expected =
                Handover.expected(instance.layout(), point.arguments(), meanings, context);
        List<Handover.Handed> observed = Handover.observed(
                instance.layout(),
                point.arguments(),
                run.observation(),
                registers.arch().byteOrder());
        for (int i = 0; i < expected.size(); i++) {
            Handover.Handed wanted = expected.get(i).orElse(null);
            if (wanted != null && (only == FaultPlan.ALL || only == i) && !wanted.equals(observed.get(i))) {
                addDifference(i, situation, wanted, observed.get(i), context);
            }
        }
        checkMask(situation, run.observation(), expected.size());
    }

    private void checkMask(String situation, Observation observation, int arguments) {
        long[] registers = observation.registers();
        if (instance.layout() != PrologueLayout.PERF
                && registers != null
                && arguments < Long.SIZE
                && registers[2] >>> arguments != 0) {
            addFinding(
                    "", situation, "r2 reports failed arguments beyond the last: 0x" + Long.toHexString(registers[2]));
        }
    }

    private void addDifference(
            int index, String situation, Handover.Handed expected, Handover.Handed observed, SyntheticContext context) {
        FetchArgument argument = point.arguments().get(index);
        Diagnosis.Cause cause = diagnosis.explain(argument, meanings.get(index).orElseThrow(), context);
        findings.putIfAbsent(
                argument.name(),
                new CheckReport.Finding(
                        point.definition(),
                        argument.name(),
                        situation,
                        difference(expected, observed),
                        cause.hop(),
                        cause.evidence(),
                        cause.words()));
    }

    private static String difference(Handover.Handed expected, Handover.Handed observed) {
        if (expected.failed() && !observed.failed()) {
            return "it cannot be read, but the body is told it was and gets " + observed.value();
        } else if (!expected.failed() && observed.failed()) {
            return "expected " + expected.value() + ", but the body is told that it could not be read";
        }
        return "expected " + expected.value() + ", but the body gets " + observed.value();
    }

    private void addFinding(String argument, String situation, String difference) {
        findings.putIfAbsent(
                argument,
                new CheckReport.Finding(point.definition(), argument, situation, difference, -1, List.of(), ""));
    }

    private static String ending(ExecutionResult result) {
        return Optional.ofNullable(result.fault())
                .map(fault -> "at instruction " + result.faultSlot() + ": " + fault.getMessage())
                .orElse("it returned " + result.returnValue());
    }
}
