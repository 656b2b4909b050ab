// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.junit;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.run.Campaign;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;

/** Finds scenario files where a request says, and makes the tree of tests from them. */
final class ScenarioDiscovery {
    private final EngineDiscoveryRequest request;

    ScenarioDiscovery(EngineDiscoveryRequest request) {
        this.request = request;
    }

    void fill(TestDescriptor engine) {
        new SelectedFiles(request, engine.getUniqueId()).all().forEach((path, selected) -> {
            // With slashes on every system, so that an id of one can be run on another.
            UniqueId id = engine.getUniqueId().append("file", path.toString().replace('\\', '/'));
            TestDescriptor file = file(id, path, selected);
            if (!(file instanceof ScenarioDescriptors.Unreadable)) {
                selected.prune(file);
            }
            if (file.isTest() || !file.getChildren().isEmpty()) {
                engine.addChild(file);
            }
        });
    }

    private TestDescriptor file(UniqueId id, Path path, Selected selected) {
        try {
            ScenarioFile file = ScenarioReader.read(path);
            ScenarioDescriptors.InFile descriptor = new ScenarioDescriptors.InFile(id, path);
            for (Scenario scenario : file.scenarios()) {
                descriptor.addChild(scenario(id.append("scenario", scenario.name()), path, scenario, selected));
            }
            return descriptor;
        } catch (ProbeproofException reason) {
            return new ScenarioDescriptors.Unreadable(id, path, reason);
        }
    }

    private TestDescriptor scenario(UniqueId id, Path path, Scenario scenario, Selected selected) {
        ScenarioDescriptors.OneScenario descriptor = new ScenarioDescriptors.OneScenario(id, path, scenario);
        Set<String> names = new LinkedHashSet<>();
        Campaign.jobs(List.of(new ScenarioFile(path, List.of(scenario))), kernels(), each -> true)
                .forEach(job -> names.add(job.kernel()));
        // Whoever runs a test again by its id need not say again which kernels there were.
        names.addAll(selected.kernels(scenario.name()));
        for (String kernel : names) {
            descriptor.addChild(new ScenarioDescriptors.OnKernel(id.append("kernel", kernel), path, scenario, kernel));
        }
        return descriptor;
    }

    private List<String> kernels() {
        return request.getConfigurationParameters().get(ScenarioTestEngine.KERNELS).stream()
                .flatMap(all -> Stream.of(all.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
