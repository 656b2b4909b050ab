// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.junit;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.run.Campaign;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClasspathRootSelector;
import org.junit.platform.engine.discovery.DirectorySelector;
import org.junit.platform.engine.discovery.FileSelector;
import org.junit.platform.engine.discovery.UniqueIdSelector;

/** Finds scenario files where a request says, and makes the tree of tests from them. */
final class ScenarioDiscovery {
    private static final String ENDING = ".scenario.yaml";
    private static final int DEEPEST = 64;

    private final EngineDiscoveryRequest request;

    ScenarioDiscovery(EngineDiscoveryRequest request) {
        this.request = request;
    }

    void fill(TestDescriptor engine) {
        for (Path file : files()) {
            engine.addChild(file(engine.getUniqueId().append("file", file.toString()), file));
        }
        List<UniqueId> ids = request.getSelectorsByType(UniqueIdSelector.class).stream()
                .map(UniqueIdSelector::getUniqueId)
                .filter(id -> id.hasPrefix(engine.getUniqueId()))
                .toList();
        boolean onlyIds = !ids.isEmpty() && byPlace().isEmpty();
        if (onlyIds) {
            prune(engine, ids);
        }
    }

    /** Leaves what was selected by its id, what is below it, and what is above it. */
    private static void prune(TestDescriptor descriptor, List<UniqueId> ids) {
        for (TestDescriptor child : List.copyOf(descriptor.getChildren())) {
            UniqueId id = child.getUniqueId();
            if (ids.stream().noneMatch(wanted -> id.hasPrefix(wanted) || wanted.hasPrefix(id))) {
                descriptor.removeChild(child);
            } else {
                prune(child, ids);
            }
        }
    }

    private Set<Path> files() {
        Set<Path> files = byPlace();
        for (UniqueIdSelector selector : request.getSelectorsByType(UniqueIdSelector.class)) {
            UniqueId id = selector.getUniqueId();
            if (ScenarioTestEngine.ID.equals(id.getEngineId().orElse(""))
                    && id.getSegments().size() > 1) {
                files.add(Path.of(id.getSegments().get(1).getValue()));
            }
        }
        return files;
    }

    private Set<Path> byPlace() {
        Set<Path> files = new LinkedHashSet<>();
        request.getSelectorsByType(FileSelector.class).forEach(selector -> {
            String name = selector.getFile().getName();
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                files.add(selector.getPath());
            }
        });
        request.getSelectorsByType(DirectorySelector.class).forEach(selector -> below(selector.getPath(), files));
        request.getSelectorsByType(ClasspathRootSelector.class)
                .forEach(selector -> below(Path.of(selector.getClasspathRoot()), files));
        return files;
    }

    private static void below(Path folder, Set<Path> files) {
        if (!Files.isDirectory(folder)) {
            return; // A jar among the roots of the class path has no files to find.
        }
        try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
            all.filter(file -> file.toString().endsWith(ENDING)).sorted().forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for scenarios below " + folder, e);
        }
    }

    private TestDescriptor file(UniqueId id, Path path) {
        try {
            ScenarioFile file = ScenarioReader.read(path);
            ScenarioDescriptors.InFile descriptor = new ScenarioDescriptors.InFile(id, path);
            for (Scenario scenario : file.scenarios()) {
                ScenarioDescriptors.OneScenario one =
                        new ScenarioDescriptors.OneScenario(id.append("scenario", scenario.name()), path, scenario);
                for (Campaign.Job job :
                        Campaign.jobs(List.of(new ScenarioFile(path, List.of(scenario))), kernels(), each -> true)) {
                    one.addChild(new ScenarioDescriptors.OnKernel(
                            one.getUniqueId().append("kernel", job.kernel()), path, scenario, job.kernel()));
                }
                descriptor.addChild(one);
            }
            return descriptor;
        } catch (ProbeproofException reason) {
            return new ScenarioDescriptors.Unreadable(id, path, reason);
        }
    }

    private List<String> kernels() {
        List<String> names = new ArrayList<>();
        request.getConfigurationParameters()
                .get("probeproof.kernels")
                .ifPresent(all -> Stream.of(all.split(",")).map(String::strip).forEach(names::add));
        return names;
    }
}
