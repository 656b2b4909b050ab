// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.ScenarioResult;
import java.util.List;

/**
 * The results of a file's scenarios, scenario by scenario, on each of its kernels.
 *
 * @param file as the user named it
 */
public record FileResults(String file, List<ScenarioResult> results) {
    public FileResults {
        results = List.copyOf(results);
    }

    /** How many ended so. */
    public long count(ScenarioResult.Status status) {
        return results.stream().filter(result -> result.status() == status).count();
    }
}
