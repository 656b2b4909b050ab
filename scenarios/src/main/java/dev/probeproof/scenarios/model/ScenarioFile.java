// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.nio.file.Path;
import java.util.List;

/**
 * A file of scenarios.
 *
 * @param path as the user named it; files that a scenario names are relative to it
 * @param scenarios in their order, with names that are unique in the file
 */
public record ScenarioFile(Path path, List<Scenario> scenarios) {
    public ScenarioFile {
        scenarios = List.copyOf(scenarios);
    }
}
