// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import dev.probeproof.scenarios.kernels.RecentKernels;
import dev.probeproof.scenarios.model.SourcePosition;
import dev.probeproof.scenarios.run.Campaign;
import dev.probeproof.scenarios.run.ScenarioRunner;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Scenarios as dynamic tests, each at its line of the file.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicNode> opens() {
 *     return ScenarioNodes.of(getClass(), "opens.scenario.yaml");
 * }
 * }</pre>
 */
public final class ScenarioNodes {
    private ScenarioNodes() {}

    /**
     * The scenarios of files and folders, each on each of its kernels.
     *
     * @param test beside which the files lie, as {@link ScenarioTest#value} says
     * @throws dev.probeproof.scenarios.format.ScenarioSyntaxException if a file is none
     */
    public static Stream<DynamicNode> of(Class<?> test, String... names) {
        Shared shared = new Shared(new ScenarioRunner(), new RecentKernels());
        return ScenarioJobs.of(List.of(names), test, List.of(), List.of()).stream()
                .map(job -> DynamicTest.dynamicTest(
                        ScenarioJobs.name(job), source(job), () -> ScenarioJobs.run(job, shared)));
    }

    private static URI source(Campaign.Job job) {
        SourcePosition at = job.scenario().position();
        return URI.create(job.file().path().toUri() + "?line=" + at.line() + "&column=" + at.column());
    }
}
