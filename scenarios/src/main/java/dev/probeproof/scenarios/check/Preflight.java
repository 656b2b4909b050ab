// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.PtRegsCheck;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.DebugTargets;
import dev.probeproof.loader.probe.ProbeNotation;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.probe.ResolvedSite;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The preflight: every instance of every program of an object, at every probe point, on one kernel after the other.
 *
 * <p>For each probe point it resolves the definition, generates the instance, builds kernel objects from the kernel's
 * own types in which every place holds a value of its own, runs the instance in the emulated kernel, and compares what
 * the body is handed with an evaluation of the C expression that shares no code with the resolver. Then every
 * dereference is made to fault in turn. Before all that, the register table of the architecture is held against the
 * kernel's own {@code struct pt_regs}.
 *
 * <pre>{@code
 * CheckReport report = new Preflight(Preflight.Options.DEFAULT).check(object, List.of(kernel), step -> {});
 * }</pre>
 */
public final class Preflight {
    private final Options options;
    private final Map<DebugTarget, SiteMeanings> debugInfo = new HashMap<>();

    /**
     * @param definitions probe definitions for the object's programs in place of their own; empty to keep those
     * @param layout how prologues hand over, in place of what the program's prototype says
     * @param debugInfo where places inside functions, inlined copies and local variables are looked up
     * @param machineCode an image with that debug information, whose functions are run up to the places
     * @param builtFor resolve with that kernel's types and run on the others: what a program built there reads here
     */
    public record Options(
            List<ProgramProbe> definitions,
            Optional<PrologueLayout> layout,
            Optional<TargetKernel> builtFor,
            DebugTargets debugInfo,
            Optional<ElfFile> machineCode) {
        public static final Options DEFAULT =
                new Options(List.of(), Optional.empty(), Optional.empty(), DebugTargets.NONE, Optional.empty());

        public Options {
            definitions = List.copyOf(definitions);
        }

        /** Options without debug information. */
        public Options(
                List<ProgramProbe> definitions, Optional<PrologueLayout> layout, Optional<TargetKernel> builtFor) {
            this(definitions, layout, builtFor, DebugTargets.NONE, Optional.empty());
        }
    }

    /**
     * A definition for one program, or for all of them.
     *
     * @param program name, or empty for every program
     */
    public record ProgramProbe(String program, String definition) {}

    public Preflight(Options options) {
        this.options = options;
    }

    /**
     * Checks one object on kernels in turn.
     *
     * @param progress told what is being looked at, for people who wait
     */
    public CheckReport check(BpfObject object, List<TargetKernel> kernels, Consumer<String> progress) {
        List<CheckReport.Row> rows = new ArrayList<>();
        List<CheckReport.Trial> trials = new ArrayList<>();
        List<CheckReport.Problem> problems = new ArrayList<>();
        for (TargetKernel bare : kernels) {
            TargetKernel kernel = options.machineCode()
                    .map(image -> ImageSymbols.in(bare, image))
                    .orElse(bare);
            progress.accept(object.fileName() + " on " + kernel.name());
            for (PtRegsCheck.Difference difference : PtRegsCheck.check(kernel)) {
                problems.add(new CheckReport.Problem(
                        object.fileName(), "struct pt_regs", "", kernel.name(), difference.toString()));
            }
            RelocatedObject relocated = Relocator.relocate(object, bare);
            try (MachineTrials machine = options.machineCode()
                    .map(image -> new MachineTrials(image, kernel))
                    .orElse(null)) {
                for (ProgramSpec program : object.programs()) {
                    ProgramCheck check =
                            new ProgramCheck(object, relocated, program, kernel, machine, rows, trials, problems);
                    List<String> definitions = definitions(program);
                    if (!definitions.isEmpty()) {
                        check.check(definitions);
                    } else if (program.type() == ProgramType.KPROBE) {
                        check.wantsNothing();
                    }
                }
            }
        }
        return new CheckReport(rows, trials, problems);
    }

    private List<String> definitions(ProgramSpec program) {
        List<String> given = options.definitions().stream()
                .filter(probe -> probe.program().isEmpty() || probe.program().equals(program.name()))
                .map(ProgramProbe::definition)
                .toList();
        return given.isEmpty() ? program.probes() : given;
    }

    /** One program on one kernel. */
    private final class ProgramCheck {
        private final BpfObject object;
        private final RelocatedObject relocated;
        private final ProgramSpec spec;
        private final String program;
        private final TargetKernel kernel;
        private final SyntheticSymbols symbols;
        private final @Nullable MachineTrials machine;
        private final List<CheckReport.Row> rows;
        private final List<CheckReport.Trial> trials;
        private final List<CheckReport.Problem> problems;

        ProgramCheck(
                BpfObject object,
                RelocatedObject relocated,
                ProgramSpec spec,
                TargetKernel kernel,
                @Nullable MachineTrials machine,
                List<CheckReport.Row> rows,
                List<CheckReport.Trial> trials,
                List<CheckReport.Problem> problems) {
            this.object = object;
            this.relocated = relocated;
            this.spec = spec;
            this.program = spec.name();
            this.kernel = kernel;
            this.symbols = new SyntheticSymbols(kernel.symbols(), kernel.arch());
            this.machine = machine;
            this.rows = rows;
            this.trials = trials;
            this.problems = problems;
        }

        /** A program that takes fetched arguments must not be passed over because nobody says which. */
        void wantsNothing() {
            try {
                preprocessor().prepare(relocated.program(program), List.of(), source());
            } catch (ProbeproofException reason) {
                problem("", reason.getMessage());
            }
        }

        void check(List<String> definitions) {
            if (object.order() != kernel.arch().byteOrder()) {
                problem("", byteOrders());
                return;
            }
            Map<ProbePoint, CheckedPoint> points = resolve(definitions);
            if (points.isEmpty()) {
                return;
            }
            List<ProgramInstance> instances;
            try {
                RelocatedProgram body = relocated.program(program);
                instances = preprocessor().prepare(body, List.copyOf(points.keySet()), symbols.in(source()));
            } catch (ProbeproofException reason) {
                problem("", reason.getMessage());
                return;
            }
            try (OpenRunners runners = new OpenRunners()) {
                List<PointTrial> tried = new ArrayList<>();
                for (ProgramInstance instance : instances) {
                    try {
                        InstanceRunner runner =
                                runners.add(InstanceRunner.load(relocated.maps(), instance, kernel), machine != null);
                        rows.add(row(instance, points, runner));
                        addTrials(instance, points, runner, tried);
                    } catch (ProbeproofException reason) {
                        problem(instance.program().name() + "#" + instance.index(), reason.getMessage());
                    }
                }
                if (machine != null) {
                    machine.run(tried);
                    tried.forEach(trial -> trials.addAll(trial.result(object.fileName(), program)));
                }
            }
        }

        private Map<ProbePoint, CheckedPoint> resolve(List<String> definitions) {
            Map<ProbePoint, CheckedPoint> points = new LinkedHashMap<>();
            for (String text : definitions) {
                try {
                    ProbeDefinition definition =
                            ProbeNotation.readAny(text, Mechanism.of(spec.type(), spec.expectedAttachType()));
                    Optional<DebugTarget> debug = options.debugInfo().of(definition, source());
                    Optional<String> misplaced = misplaced(definition, debug);
                    if (misplaced.isPresent()) {
                        problem(text, misplaced.get());
                    } else if (debug.isPresent()) {
                        resolve(definition, debug.get(), points);
                    } else {
                        ProbePointResolver.resolve(definition, source())
                                .forEach(point -> points.put(point, CheckedPoint.of(definition)));
                    }
                } catch (ProbeproofException reason) {
                    problem(text, reason.getMessage());
                }
            }
            return points;
        }

        private void resolve(ProbeDefinition definition, DebugTarget target, Map<ProbePoint, CheckedPoint> points) {
            List<ResolvedSite> sites = ProbePointResolver.examineAll(definition, target);
            List<ProbePoint> found = ProbePointResolver.points(sites);
            SiteMeanings meanings = debugInfo.computeIfAbsent(target, SiteMeanings::new);
            for (int i = 0; i < sites.size(); i++) {
                points.put(found.get(i), new CheckedPoint(definition, sites.get(i), meanings));
            }
        }

        private void addTrials(
                ProgramInstance instance,
                Map<ProbePoint, CheckedPoint> points,
                InstanceRunner runner,
                List<PointTrial> tried) {
            for (ProbePoint point : instance.points()) {
                CheckedPoint checked = checked(points, point);
                if (machine != null && checked.site() != null && checked.debugInfo() != null) {
                    tried.add(new PointTrial(
                            instance, point, checked, checked.site(), checked.debugInfo(), kernel, runner));
                }
            }
        }

        private CheckReport.Row row(
                ProgramInstance instance, Map<ProbePoint, CheckedPoint> points, InstanceRunner runner) {
            Diagnosis diagnosis = new Diagnosis(kernel, options.builtFor());
            List<CheckReport.Finding> findings = new ArrayList<>();
            List<String> unproved = new ArrayList<>();
            List<String> assumed = new ArrayList<>();
            List<CheckReport.NotJudged> notJudged = new ArrayList<>();
            List<CheckReport.Given> given = new ArrayList<>();
            long fetches = 0;
            long faults = 0;
            long instructions = 0;
            for (ProbePoint point : instance.points()) {
                Meanings meanings = checked(points, point).meanings(point, kernel);
                PointCheck.Result result = new PointCheck(
                                instance, point, meanings.inOrder(), symbols, diagnosis, runner)
                        .check(contextOf(checked(points, point).definition()));
                notJudged.addAll(meanings.notJudged());
                notJudged.addAll(result.notJudged());
                given.addAll(meanings.given());
                findings.addAll(result.findings());
                unproved.addAll(meanings.unproved());
                assumed.addAll(meanings.assumed(point.arguments()));
                fetches += result.fetches();
                faults += result.faults();
                instructions = Math.max(instructions, result.instructions());
            }
            return new CheckReport.Row(
                    object.fileName(),
                    program,
                    instance.index(),
                    instance.points().stream()
                            .map(point -> checked(points, point).name(point))
                            .toList(),
                    kernel.name(),
                    instance.points().get(0).arguments().size(),
                    fetches,
                    faults,
                    instructions,
                    instance.prologue().size(),
                    unproved,
                    assumed,
                    notJudged,
                    given,
                    findings);
        }

        /** The architecture with the registers that the instance's context has. */
        private Arch contextOf(ProbeDefinition definition) {
            return definition.mechanism().hasArguments()
                    ? ContextWords.on(kernel.arch(), ContextWords.MAX)
                    : kernel.arch();
        }

        private static CheckedPoint checked(Map<ProbePoint, CheckedPoint> points, ProbePoint point) {
            return Objects.requireNonNull(points.get(point));
        }

        private ProloguePreprocessor preprocessor() {
            return options.layout().map(ProloguePreprocessor::new).orElseGet(ProloguePreprocessor::new);
        }

        /** The kernel whose types decide the generated instructions. */
        private TargetKernel source() {
            return options.builtFor().orElse(kernel);
        }

        /** A section that names another mechanism than the definition: it would be attached elsewhere. */
        private Optional<String> misplaced(ProbeDefinition definition, Optional<DebugTarget> debug) {
            String section = spec.section();
            if (section.startsWith("kretprobe") && !definition.onReturn()) {
                return Optional.of("section '" + section + "' is run at returns, where arguments are gone"
                        + "\n  hint: use SEC(\"kprobe\"), or fetch $retval");
            }
            boolean ofProgram = debug.flatMap(DebugTarget::program).isPresent();
            if (!ofProgram && (section.startsWith("uprobe") || section.startsWith("uretprobe"))) {
                return Optional.of(
                        "section '" + section + "' is for user programs, the definition names a kernel function");
            } else if (definition.arguments().stream()
                    .anyMatch(argument -> argument.type() != null
                            || argument.path() != null && argument.path().start() instanceof PathRoot.All)) {
                return Optional.of(
                        "types in the kernel's words, and $params, are not checked yet: they are what they say"
                                + "\n  hint: name the variables without a type");
            }
            return Optional.empty();
        }

        private String byteOrders() {
            boolean little = object.order() == ByteOrder.LITTLE_ENDIAN;
            return "the object is " + (little ? "little" : "big") + "-endian, the kernel " + (little ? "big" : "little")
                    + "-endian: it cannot be loaded there"
                    + "\n  hint: compile it with -target " + (little ? "bpfeb" : "bpfel");
        }

        private void problem(String point, @Nullable String reason) {
            problems.add(
                    new CheckReport.Problem(object.fileName(), program, point, kernel.name(), String.valueOf(reason)));
        }
    }
}
