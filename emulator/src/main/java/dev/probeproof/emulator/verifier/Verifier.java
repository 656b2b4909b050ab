// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.program.SettingRefusal;
import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.verifier.flow.Callees;
import dev.probeproof.emulator.verifier.flow.FlowGraph;
import dev.probeproof.emulator.verifier.flow.ProgramCheck;
import dev.probeproof.emulator.verifier.flow.ProgramFlow;
import dev.probeproof.emulator.verifier.flow.StackDepth;
import dev.probeproof.emulator.verifier.log.InstructionText;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.range.RangeAnalysis;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.uapi.Errno;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what a kernel would say to a program, in the kernel's words: the algorithm of Linux 6.18, with the differences of
 * the release that is asked for.
 *
 * <pre>{@code
 * Verdict verdict = Verifier.verify(new VerifierRequest(image, maps, target, KernelProfile.of("6.1"), 1, 4));
 * if (!verdict.isAccepted()) {
 *     System.out.print(verdict.log());
 * }
 * }</pre>
 *
 * <p>Follows at most as many instructions as the release does (a million since 5.2). Keeps no state between calls; may be
 * called by several threads.
 */
public final class Verifier {
    private final VerifierRequest request;
    private final VerifierLog log;
    private final @Nullable ProofRecorder recorder;
    private InstructionFacts @Nullable [] facts;

    private Verifier(VerifierRequest request, @Nullable ProofRecorder recorder) {
        this.recorder = recorder;
        this.request = request;
        this.log = new VerifierLog(request.logLevel());
    }

    /**
     * The verdict of a release.
     *
     * @throws dev.probeproof.loader.kernel.UnsupportedFeatureException if the program needs something that is not modelled
     *     here: then there is no verdict, neither way
     */
    public static Verdict verify(VerifierRequest request) {
        if (request.logLevel() == VerifierLog.BRANCHES) {
            // The log of level 1 is empty but for the figures if the program is accepted, and writing it takes most of
            // the time.
            Verdict quiet = new Verifier(request.withLogLevel(VerifierLog.STATISTICS), null).run();
            if (quiet.isAccepted()) {
                return quiet;
            }
        }
        return new Verifier(request, null).run();
    }

    /**
     * What holds for the registers of a program wherever it gets. Takes about as long as the verdict; where numbers make it
     * take much longer, nothing is said of their values.
     *
     * @return empty if the program is refused, or cannot be followed strictly enough to rely on what was seen
     */
    public static Optional<ProgramProof> prove(VerifierRequest request) {
        Optional<ProgramProof> withNumbers = prove(request, true);
        Optional<ProgramProof> proof = withNumbers.isPresent() ? withNumbers : prove(request, false);
        return proof.map(known -> RangeAnalysis.refine(request.image().instructions(), known));
    }

    private static Optional<ProgramProof> prove(VerifierRequest request, boolean comparesNumbers) {
        int slots = request.image().instructions().size();
        ProofRecorder recorder = new ProofRecorder(slots, request.maps(), comparesNumbers);
        Verifier verifier = new Verifier(request.withLogLevel(VerifierLog.STATISTICS), recorder);
        boolean accepted = verifier.run().isAccepted();
        InstructionFacts[] facts = verifier.facts;
        return accepted && facts != null ? Optional.of(recorder.proof(facts)) : Optional.empty();
    }

    private Verdict run() {
        Verification verification = null;
        Checks checks = null;
        Errno errno = null;
        Callees callees = new ProgramCallees(request, recorder != null);
        try {
            ProgramFlow flow = new ProgramCheck(
                            request.image().instructions(),
                            request.image().btf(),
                            request.maps(),
                            request.profile(),
                            log)
                    .callees(callees)
                    .admission(new MapAdmission(request, log))
                    .instructionText(this::instruction)
                    .run();
            verification = new Verification(request, log, flow, recorder);
            facts = verification.facts;
            checks = new Checks(verification, flow);
            refuseSetting(verification);
            new FunctionOrder(verification, checks).followAll(Verifier::programEntry);
            StackDepth.check(
                    request.image().instructions(),
                    verification.subprograms,
                    request.image().type(),
                    request.image().expectedAttachType(),
                    request.profile(),
                    callees,
                    log);
        } catch (Rejection rejection) {
            errno = rejection.errno();
        }
        VerifierStatistics statistics = statistics(verification, checks);
        return new Verdict(errno, log.text(), statistics, verification == null ? 0 : verification.contextBytes);
    }

    private String instruction(Instructions program, int slot) {
        Instruction[] pair = slot + 1 < program.size()
                ? new Instruction[] {program.get(slot), program.get(slot + 1)}
                : new Instruction[] {program.get(slot)};
        KernelFunctions functions = new KernelFunctions(request.target(), request.image(), request.profile());
        return new InstructionText(
                        request.profile(),
                        request.maps(),
                        call -> functions.name(call).orElse(null))
                .of(pair, 0);
    }

    private static void refuseSetting(Verification verification) {
        Optional<SettingRefusal> refusal = verification.model.refusal(verification.setting);
        if (refusal.isPresent()) {
            throw verification.reject(refusal.get().errno(), "%s", refusal.get().message());
        }
    }

    /** The context in r1, the frame pointer in r10. */
    private static VerifierState programEntry() {
        VerifierState state = new VerifierState();
        state.branches = 1;
        FrameState frame = new FrameState(0, -1, 0);
        frame.set(1, RegisterState.pointer(RegisterType.CONTEXT).build());
        frame.set(
                FrameState.FRAME_POINTER,
                RegisterState.pointer(RegisterType.STACK).build());
        state.enter(frame);
        return state;
    }

    private VerifierStatistics statistics(@Nullable Verification verification, @Nullable Checks checks) {
        VerifierStatistics statistics = verification == null || checks == null
                ? new VerifierStatistics(0, 1_000_000, 0, 0, 0, 0)
                : new VerifierStatistics(
                        verification.processed,
                        checks.path.limit(),
                        verification.maxStatesPerInstruction,
                        verification.totalStates,
                        verification.peakStates,
                        verification.markRead);
        // Written for every program, and by a short command nothing else: the first format costs it 10 ms.
        log.line("processed " + statistics.processed() + " insns (limit " + statistics.limit()
                + ") max_states_per_insn "
                + statistics.maxStatesPerInstruction() + " total_states " + statistics.totalStates() + " peak_states "
                + statistics.peakStates() + " mark_read " + statistics.markRead());
        return statistics;
    }

    static void apply(FlowGraph graph, InstructionFacts[] facts) {
        for (int slot = 0; slot < facts.length; slot++) {
            facts[slot].liveBefore = graph.liveBefore(slot);
            facts[slot].component = graph.component(slot);
            facts[slot].isPrunePoint = graph.isPrunePoint(slot);
            facts[slot].isJumpPoint = graph.isJumpPoint(slot);
            facts[slot].isForcedCheckpoint = graph.isForcedCheckpoint(slot);
            facts[slot].callsCallback = graph.callsCallback(slot);
            facts[slot].isIteratorNext = graph.isIteratorNext(slot);
        }
    }
}
