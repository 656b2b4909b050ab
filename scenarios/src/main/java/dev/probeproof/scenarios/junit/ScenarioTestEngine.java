// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.junit;

import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;

/**
 * Runs scenario files under the JUnit Platform, without Java code: each scenario is a container with a test for each of its kernels,
 * at its line of the file. Files are those that end in {@code .scenario.yaml} in a directory, class path root or package
 * that is selected, and any YAML file, resource or URI that is selected itself; with a line, only the scenario there. Unique ids
 * stay the same as long as the file (relative to the working directory), the scenario's name and the kernel do.
 *
 * <p>Configuration parameters: {@value #KERNELS} (names or globs with commas between) takes the place of the kernels that scenarios name;
 * {@value #PARALLEL} is {@code true}, {@code false}, or how many tests run at a time, by default as
 * {@code junit.jupiter.execution.parallel.enabled} says.
 *
 * <p>JUnit finds it by {@link java.util.ServiceLoader}.
 */
public final class ScenarioTestEngine implements TestEngine {
    /** Its name in unique ids and in filters of engines. */
    public static final String ID = "probeproof-scenarios";

    /** Which kernels scenarios are run on, in place of theirs. */
    public static final String KERNELS = "probeproof.kernels";

    /** Whether tests run beside each other. */
    public static final String PARALLEL = "probeproof.parallel";

    private static final String JUPITER = "junit.jupiter.execution.parallel.enabled";

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
        EngineDescriptor engine = new EngineDescriptor(uniqueId, "probeproof scenarios");
        new ScenarioDiscovery(request).fill(engine);
        return engine;
    }

    @Override
    public void execute(ExecutionRequest request) {
        TestDescriptor root = request.getRootTestDescriptor();
        EngineExecutionListener listener = request.getEngineExecutionListener();
        int threads;
        try {
            threads = threads(request.getConfigurationParameters());
        } catch (IllegalArgumentException wrong) {
            // As the failure of the engine, so that its words are seen and not only that it failed.
            listener.executionStarted(root);
            listener.executionFinished(root, TestExecutionResult.failed(wrong));
            return;
        }
        new ScenarioExecution(listener, threads).execute(root);
    }

    private static int threads(ConfigurationParameters parameters) {
        String wanted = parameters
                .get(PARALLEL)
                .or(() -> parameters.get(JUPITER))
                .orElse("false")
                .strip();
        if (wanted.equals("true")) {
            return Runtime.getRuntime().availableProcessors();
        } else if (wanted.equals("false")) {
            return 1;
        } else if (wanted.matches("[1-9]\\d{0,3}")) {
            return Integer.parseInt(wanted);
        }
        throw new IllegalArgumentException(
                "configuration parameter " + PARALLEL + " is true, false or a number of tests, not '" + wanted + "'");
    }
}
