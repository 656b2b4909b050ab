// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.SharedFindings;
import dev.probeproof.emulator.engine.compiler.CodeCache;
import dev.probeproof.loader.BpfLoader;
import dev.probeproof.loader.LoadOptions;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.object.VariableException;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries out scenarios, each on a kernel of its own. Objects are read once. For any number of threads.
 *
 * <pre>{@code
 * ScenarioFile file = ScenarioReader.read(path);
 * ScenarioResult result = new ScenarioRunner().run(file.scenarios().get(0), path, Kernels.byName("6.12-amd64"));
 * }</pre>
 */
public final class ScenarioRunner {
    private final Map<Path, BpfObject> objects = new ConcurrentHashMap<>();
    private final Map<TargetKernel, SharedFindings> findings = Collections.synchronizedMap(new IdentityHashMap<>());
    private final CodeCache code = new CodeCache();
    private final LineTables lines = new LineTables();
    private final Recording recording;

    /** Steps are recorded. */
    public ScenarioRunner() {
        this(Recording.STEPS);
    }

    public ScenarioRunner(Recording recording) {
        this.recording = recording;
    }

    /** No more scenarios will come for that kernel: what is known about it goes, which is most of the memory that this takes. */
    public void forget(TargetKernel target) {
        findings.remove(target);
    }

    /**
     * What comes of a scenario on a kernel. Whatever is wrong with it is in the result and not thrown.
     *
     * @param file where the scenario is from; the objects that it names are relative to that
     */
    public ScenarioResult run(Scenario scenario, Path file, TargetKernel target) {
        return run(scenario, file, target, ScenarioObserver.NOBODY);
    }

    /** The same, while somebody looks on. */
    public ScenarioResult run(Scenario scenario, Path file, TargetKernel target, ScenarioObserver observer) {
        if (!scenario.skip().isEmpty()) {
            return ScenarioResult.skipped(scenario, target.name(), scenario.skip());
        }
        try {
            ScenarioResult result = run(scenario, file, target, new ScenarioMocks(scenario), observer);
            return recording == Recording.FAILURES && result.isFine() ? result.withoutSteps() : result;
        } catch (ProbeproofException reason) {
            return ScenarioResult.errored(scenario, target.name(), String.valueOf(reason.getMessage()), List.of());
        } catch (RuntimeException | StackOverflowError defect) {
            return defective(scenario, target, defect);
        }
    }

    /** One scenario with which we cannot deal does not take all others with it. */
    private static ScenarioResult defective(Scenario scenario, TargetKernel target, Throwable defect) {
        StackTraceElement[] trace = defect.getStackTrace();
        return ScenarioResult.errored(
                scenario,
                target.name(),
                "this is a defect of probeproof, not of the scenario; please report it with the file: " + defect
                        + (trace.length == 0 ? "" : " at " + trace[0]),
                List.of());
    }

    private ScenarioResult run(
            Scenario scenario, Path file, TargetKernel target, ScenarioMocks mocks, ScenarioObserver observer) {
        try (ProbedKernel kernel = open(scenario, file, target, mocks, observer)) {
            ScenarioResult result = kernel.result();
            observer.ended(result);
            return result;
        }
    }

    /**
     * Makes a kernel as a scenario says, with its programs loaded and attached and none of its steps carried out: what happens
     * there, a Java test says.
     *
     * @param file where the scenario is from; the objects that it names are relative to that
     * @throws ProbeproofException if a file is missing, a program is refused, a name does not exist on this kernel
     */
    public ProbedKernel open(Scenario scenario, Path file, TargetKernel target) {
        return open(scenario, file, target, new ScenarioMocks(scenario), ScenarioObserver.NOBODY);
    }

    private ProbedKernel open(
            Scenario scenario, Path file, TargetKernel target, ScenarioMocks mocks, ScenarioObserver observer) {
        EmulatedKernel kernel = mocks.on(
                        EmulatedKernel.builder(target)
                                .findings(findings.computeIfAbsent(target, SharedFindings::new))
                                .codeCache(code)
                                .possibleCpus(scenario.cpus())
                                .seed(scenario.seed()),
                        target)
                .build();
        List<LoadedObject> loaded = new ArrayList<>();
        try {
            Setting setting = new Setting(kernel);
            mocks.in(setting);
            setting.make(scenario);
            List<Btf> types = DeclaredTypes.of(scenario, file, target);
            loadAll(scenario, file, kernel, setting, types, loaded);
            loaded.forEach(LoadedObject::attachAll);
            observer.begins(new ScenarioWorld(kernel, loaded, setting.named(), setting.userMemory()));
            Contents contents = new Contents(loaded, types, target.arch().byteOrder(), scenario.cpus());
            Optional<Observation> observation = recording == Recording.EVERYTHING
                    ? Optional.of(new Observation(loaded, lines, new HelperWords(kernel, contents)))
                    : Optional.empty();
            Stage stage = new EmulatedStage(kernel, setting, loaded, scenario.cpus(), observation);
            return new ProbedKernel(
                    kernel, loaded, new Execution(scenario, stage, setting, loaded, contents, observer));
        } catch (RuntimeException | StackOverflowError refused) {
            loaded.forEach(LoadedObject::close);
            kernel.close();
            throw refused;
        }
    }

    /**
     * The same in the kernel of this machine: programs are loaded there and run by test run, attached they are not. A scenario that
     * needs more of a kernel is skipped, with the reason.
     *
     * @param kernel whoever has opened it closes it
     */
    public ScenarioResult runReal(Scenario scenario, Path file, KernelBackend kernel) {
        try {
            Optional<String> obstacle =
                    scenario.skip().isEmpty() ? RealStage.obstacle(scenario) : Optional.of(scenario.skip());
            List<Value.Word> programs = RealStage.programs(scenario);
            if (obstacle.isEmpty()) {
                obstacle = read(scenario, file).stream()
                        .flatMap(object -> RealStage.obstacle(object, programs).stream())
                        .findFirst();
            }
            return obstacle.isPresent()
                    ? ScenarioResult.skipped(scenario, kernel.target().name(), obstacle.get())
                    : run(scenario.withPrograms(programs), file, kernel, RealStage::new, false);
        } catch (ProbeproofException reason) {
            return ScenarioResult.errored(
                    scenario, kernel.target().name(), String.valueOf(reason.getMessage()), List.of());
        } catch (RuntimeException | StackOverflowError defect) {
            return defective(scenario, kernel.target(), defect);
        }
    }

    /** How what is loaded becomes a place where things happen. */
    interface StageMaker {
        Stage make(KernelBackend kernel, Setting setting, List<LoadedObject> objects);
    }

    /** In a kernel that is not emulated; what values mean is worked out with the types of an emulated one beside it. */
    ScenarioResult run(Scenario scenario, Path file, KernelBackend kernel, StageMaker maker, boolean attaches) {
        TargetKernel target = kernel.target();
        List<LoadedObject> loaded = new ArrayList<>();
        try (EmulatedKernel beside = EmulatedKernel.on(target)) {
            Setting setting = new Setting(beside);
            setting.make(scenario);
            List<Btf> types = DeclaredTypes.of(scenario, file, target);
            loadAll(scenario, file, kernel, setting, types, loaded);
            if (attaches) {
                loaded.forEach(LoadedObject::attachAll);
            }
            Stage stage = maker.make(kernel, setting, loaded);
            Contents contents = new Contents(loaded, types, target.arch().byteOrder(), stage.cpus());
            try (Execution execution =
                    new Execution(scenario, stage, setting, loaded, contents, ScenarioObserver.NOBODY)) {
                return execution.result();
            }
        } catch (ProbeproofException reason) {
            return ScenarioResult.errored(scenario, target.name(), String.valueOf(reason.getMessage()), List.of());
        } finally {
            loaded.forEach(LoadedObject::close);
        }
    }

    private void loadAll(
            Scenario scenario,
            Path file,
            KernelBackend kernel,
            Setting setting,
            List<Btf> types,
            List<LoadedObject> loaded) {
        types.forEach(setting.numbers()::know);
        for (BpfObject object : read(scenario, file)) {
            if (object.btf() != null) {
                setting.numbers().know(object.btf());
            }
            loaded.add(load(scenario, object, kernel, setting));
        }
    }

    private List<BpfObject> read(Scenario scenario, Path file) {
        List<BpfObject> read = new ArrayList<>();
        for (Value.Word name : scenario.objects()) {
            Path path = Setting.at(name, () -> {
                Path folder = file.toAbsolutePath().getParent();
                return folder == null ? InputFile.path(name.text()) : folder.resolve(InputFile.path(name.text()));
            });
            read.add(Setting.at(
                    name,
                    () -> objects.computeIfAbsent(
                            path.normalize(), each -> ObjectReader.read(InputFile.read(each), name.text()))));
        }
        requirePrograms(scenario, read);
        return read;
    }

    private static void requirePrograms(Scenario scenario, List<BpfObject> objects) {
        List<String> known = objects.stream()
                .flatMap(object -> object.programs().stream())
                .map(ProgramSpec::name)
                .toList();
        List<Value.Word> named = new ArrayList<>(scenario.programs());
        scenario.probes().forEach(probes -> named.add(probes.program()));
        scenario.attach().forEach(places -> named.add(places.program()));
        for (Value.Word program : named) {
            if (!known.contains(program.text())) {
                List<String> nearest = Nearest.of(program.text(), known);
                throw new ScenarioException(
                        program.position(),
                        "no object has a program '" + program.text() + "'"
                                + (nearest.isEmpty()
                                        ? "; there are " + String.join(", ", known)
                                        : Nearest.suffix(nearest)));
            }
        }
    }

    private static LoadedObject load(Scenario scenario, BpfObject object, KernelBackend kernel, Setting setting) {
        LoadOptions options = LoadOptions.DEFAULT;
        List<String> own = object.programs().stream().map(ProgramSpec::name).toList();
        if (!scenario.programs().isEmpty()) {
            List<String> wanted =
                    scenario.programs().stream().map(Value.Word::text).toList();
            for (String program : own) {
                options = options.withLoad(program, wanted.contains(program));
            }
        }
        for (Scenario.ProgramProbes probes : scenario.probes()) {
            if (own.contains(probes.program().text())) {
                options = options.withDefinitions(
                        probes.program().text(),
                        probes.definitions().stream().map(Value.Word::text).toList());
            }
        }
        for (Value.Field variable : scenario.variables()) {
            options = options.withVariable(variable.name(), setting.numbers().plain(variable.value()));
        }
        for (Scenario.MapSetting map : scenario.maps()) {
            if (map.maxEntries() > 0) {
                options = options.withMap(map.map().text(), spec -> spec.withMaxEntries(map.maxEntries()));
            }
            if (map.valueSize() > 0) {
                options = options.withMap(map.map().text(), spec -> spec.withValueSize(map.valueSize()));
            }
        }
        LoadOptions attached = new AttachPlaces(scenario, setting.userPlaces()).of(object, options);
        try {
            return BpfLoader.on(kernel).with(attached).load(object);
        } catch (VariableException refused) {
            throw scenario.variables().stream()
                    .filter(variable -> String.valueOf(refused.getMessage()).contains("'" + variable.name() + "'"))
                    .findFirst()
                    .<ProbeproofException>map(
                            variable -> new ScenarioException(variable.position(), refused.getMessage()))
                    .orElse(refused);
        }
    }
}
