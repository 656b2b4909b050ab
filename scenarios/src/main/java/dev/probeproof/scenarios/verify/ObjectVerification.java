// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.verify;

import dev.probeproof.emulator.verifier.explain.Explainer;
import dev.probeproof.emulator.verifier.explain.Explanation;
import dev.probeproof.emulator.verifier.explain.LogStatistics;
import dev.probeproof.emulator.verifier.explain.ProgramSource;
import dev.probeproof.loader.core.CoreOutcome;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.RingBufferSize;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.probe.ProbeNotation;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import dev.probeproof.loader.uapi.MapType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Lets kernels verify the programs of an object, each program by itself: one that is refused does not hide the others. */
public final class ObjectVerification {
    private final Options options;

    /**
     * @param programs names of those to verify; empty for all that a loader would load
     * @param level of the log; an expectation of the object may ask for more
     * @param backends makes the kernel that decides
     * @param nanoseconds a clock for how long verdicts take
     */
    public record Options(
            Set<String> programs,
            VerifierLogLevel level,
            Function<TargetKernel, KernelBackend> backends,
            LongSupplier nanoseconds) {
        public Options {
            programs = Set.copyOf(programs);
        }
    }

    public ObjectVerification(Options options) {
        this.options = options;
    }

    /** The verdicts on one kernel, in the object's order. */
    public List<ProgramVerdict> verify(BpfObject object, TargetKernel kernel) {
        RelocatedObject relocated = Relocator.relocate(object, kernel);
        List<ProgramVerdict> verdicts = new ArrayList<>();
        for (ProgramSpec program : object.programs()) {
            boolean isWanted = options.programs().isEmpty()
                    ? program.autoload()
                    : options.programs().contains(program.name());
            if (isWanted) {
                verdicts.addAll(new OneProgram(relocated, program, kernel).verify());
            }
        }
        return verdicts;
    }

    /** One program on one kernel. */
    private final class OneProgram {
        private final RelocatedObject relocated;
        private final ProgramSpec program;
        private final TargetKernel kernel;
        private final Optional<Expectation> expectation;

        OneProgram(RelocatedObject relocated, ProgramSpec program, TargetKernel kernel) {
            this.relocated = relocated;
            this.program = program;
            this.kernel = kernel;
            expectation = Expectation.of(relocated.object(), program);
        }

        List<ProgramVerdict> verify() {
            List<ProgramVerdict> verdicts = new ArrayList<>();
            try {
                RelocatedProgram body = relocated.program(program.name());
                for (ProgramInstance instance : new ProloguePreprocessor().prepare(body, points(), kernel)) {
                    verdicts.add(verify(instance));
                }
            } catch (ProbeproofException reason) {
                verdicts.add(undecided(-1, reason));
            }
            return verdicts;
        }

        private List<ProbePoint> points() {
            Set<ProbePoint> points = new LinkedHashSet<>();
            Mechanism mechanism = Mechanism.of(program.type(), program.expectedAttachType());
            for (String definition : program.probes()) {
                points.addAll(ProbePointResolver.resolveAnywhere(ProbeNotation.readAny(definition, mechanism), kernel));
            }
            return List.copyOf(points);
        }

        private ProgramVerdict verify(ProgramInstance instance) {
            try (KernelBackend backend = options.backends().apply(kernel)) {
                ProgramImage image = flagged(instance.image(maps(instance, backend)));
                long start = options.nanoseconds().getAsLong();
                ProgramLoadResult result = backend.load(image, level());
                long took = (options.nanoseconds().getAsLong() - start) / 1000;
                return verdict(instance, image, result, took);
            } catch (ProbeproofException reason) {
                return undecided(instance.index(), reason);
            }
        }

        /** The maps that the instance names; others have no part in its verdict. */
        private Map<String, MapHandle> maps(ProgramInstance instance, KernelBackend backend) {
            Set<String> wanted = new LinkedHashSet<>(instance.prologueMaps());
            instance.program().maps().stream().map(MapReference::map).forEach(wanted::add);
            Map<String, MapHandle> maps = new LinkedHashMap<>();
            for (MapSpec map : relocated.maps()) {
                if (wanted.contains(map.name())) {
                    maps.put(
                            map.name(),
                            backend.createMap(
                                    fitting(map, backend), relocated.object().btf()));
                }
            }
            return maps;
        }

        private static MapSpec fitting(MapSpec map, KernelBackend backend) {
            boolean isRing = map.is(MapType.RINGBUF) || map.is(MapType.USER_RINGBUF);
            return isRing
                    ? map.change()
                            .maxEntries(RingBufferSize.fitting(map.maxEntries(), backend.pageSizeBytes()))
                            .build()
                    : map;
        }

        private VerifierLogLevel level() {
            int wanted = Math.max(
                    options.level().number(),
                    expectation.map(Expectation::logLevel).orElse(0) & 3);
            return wanted >= VerifierLogLevel.INSTRUCTIONS.number()
                    ? VerifierLogLevel.INSTRUCTIONS
                    : wanted == 0 ? VerifierLogLevel.ON_REJECTION : VerifierLogLevel.BRANCHES;
        }

        private ProgramImage flagged(ProgramImage image) {
            int flags = expectation.map(Expectation::flags).orElse(0);
            return flags == 0
                    ? image
                    : new ProgramImage(
                            image.name(),
                            image.type(),
                            image.expectedAttachType(),
                            image.license(),
                            image.instructions(),
                            image.maps(),
                            image.flags() | flags,
                            image.btf(),
                            image.attachBtfId(),
                            image.kernelVersion(),
                            image.modules(),
                            image.attachModule());
        }

        private ProgramVerdict verdict(
                ProgramInstance instance, ProgramImage image, ProgramLoadResult result, long microseconds) {
            boolean isRefused = result instanceof ProgramLoadResult.Rejected;
            return new ProgramVerdict(
                    relocated.object().fileName(),
                    program.name(),
                    program.section(),
                    instance.index(),
                    kernel.name(),
                    isRefused ? ProgramVerdict.Verdict.REFUSED : ProgramVerdict.Verdict.ACCEPTED,
                    "",
                    result instanceof ProgramLoadResult.Rejected rejected ? rejected.errno() : 0,
                    result.log(),
                    isRefused ? Optional.of(explanation(instance, image, result.log())) : Optional.empty(),
                    LogStatistics.of(result.log()),
                    microseconds,
                    expectation);
        }

        /**
         * A relocation without an answer becomes a call that no verifier lets pass; the reason is known here, and the
         * kernel's words for the call help nobody.
         */
        private Explanation explanation(ProgramInstance instance, ProgramImage image, String log) {
            Explanation explanation = Explainer.explain(log, source(relocated.object(), image));
            RelocatedProgram body = instance.program();
            int prologue = image.instructions().size() - body.instructions().size();
            return body.core().stream()
                    .filter(outcome -> outcome.isPoisoned() && outcome.slot() + prologue == explanation.slot())
                    .map(CoreOutcome::reason)
                    .findFirst()
                    .map(explanation::because)
                    .orElse(explanation);
        }

        private ProgramVerdict undecided(int instance, ProbeproofException reason) {
            return new ProgramVerdict(
                    relocated.object().fileName(),
                    program.name(),
                    program.section(),
                    instance,
                    kernel.name(),
                    ProgramVerdict.Verdict.UNDECIDED,
                    String.valueOf(reason.getMessage()),
                    0,
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    expectation);
        }
    }

    /** Functions and lines of what is loaded; a prologue has moved them. */
    static ProgramSource source(BpfObject object, ProgramImage image) {
        return image.btf() == null || object.btf() == null
                ? ProgramSource.NONE
                : ProgramSource.of(image.btf(), object.btf());
    }
}
