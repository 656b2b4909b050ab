// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.BpfLoader;
import dev.probeproof.loader.LoadOptions;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /**
     * What comes of a scenario on a kernel. Whatever is wrong with it is in the result and not thrown.
     *
     * @param file where the scenario is from; the objects that it names are relative to that
     */
    public ScenarioResult run(Scenario scenario, Path file, TargetKernel target) {
        if (!scenario.skip().isEmpty()) {
            return ScenarioResult.skipped(scenario, target.name(), scenario.skip());
        }
        try {
            return run(scenario, file, target, new ScenarioMocks(scenario));
        } catch (ProbeproofException reason) {
            return ScenarioResult.errored(scenario, target.name(), String.valueOf(reason.getMessage()), List.of());
        }
    }

    private ScenarioResult run(Scenario scenario, Path file, TargetKernel target, ScenarioMocks mocks) {
        try (ProbedKernel kernel = open(scenario, file, target, mocks)) {
            return kernel.result();
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
        return open(scenario, file, target, new ScenarioMocks(scenario));
    }

    private ProbedKernel open(Scenario scenario, Path file, TargetKernel target, ScenarioMocks mocks) {
        EmulatedKernel kernel = mocks.on(
                        EmulatedKernel.builder(target)
                                .possibleCpus(scenario.cpus())
                                .seed(scenario.seed()),
                        target)
                .build();
        List<LoadedObject> loaded = new ArrayList<>();
        try {
            Setting setting = new Setting(kernel);
            mocks.in(setting);
            setting.make(scenario);
            for (BpfObject object : read(scenario, file)) {
                if (object.btf() != null) {
                    setting.numbers().know(object.btf());
                }
                LoadedObject one = load(scenario, object, kernel, setting);
                loaded.add(one);
                one.attachAll();
            }
            return new ProbedKernel(kernel, loaded, new Execution(scenario, kernel, setting, loaded));
        } catch (RuntimeException refused) {
            loaded.forEach(LoadedObject::close);
            kernel.close();
            throw refused;
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

    private static LoadedObject load(Scenario scenario, BpfObject object, EmulatedKernel kernel, Setting setting) {
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
        }
        LoadOptions attached = new AttachPlaces(scenario, setting.userPlaces()).of(object, options);
        return BpfLoader.on(kernel).with(attached).load(object);
    }
}
