// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.junit;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.ScenarioRunner;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.opentest4j.AssertionFailedError;

/**
 * Runs scenario files under the JUnit Platform, without Java code: each scenario is a container with a test for each of its kernels,
 * at its line of the file. Files are those that end in {@code .scenario.yaml} in a directory, class path root or package
 * that is selected, and any file that is selected itself. The configuration parameter {@code probeproof.kernels} (names or globs with
 * commas between) takes the place of the kernels that scenarios name.
 *
 * <p>JUnit finds it by {@link java.util.ServiceLoader}.
 */
public final class ScenarioTestEngine implements TestEngine {
    /** Its name in unique ids and in filters of engines. */
    public static final String ID = "probeproof-scenarios";

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
        new Running(request.getEngineExecutionListener()).execute(request.getRootTestDescriptor());
    }

    /** One execution: objects are read once, and so are the types of each kernel. */
    private static final class Running {
        private final EngineExecutionListener listener;
        private final ScenarioRunner runner = new ScenarioRunner();
        private final Map<String, TargetKernel> kernels = new HashMap<>();

        Running(EngineExecutionListener listener) {
            this.listener = listener;
        }

        void execute(TestDescriptor descriptor) {
            if (descriptor instanceof ScenarioDescriptors.OnKernel test
                    && !test.scenario().skip().isEmpty()) {
                listener.executionSkipped(descriptor, test.scenario().skip());
                return;
            }
            listener.executionStarted(descriptor);
            TestExecutionResult result = TestExecutionResult.successful();
            if (descriptor instanceof ScenarioDescriptors.OnKernel test) {
                result = run(test);
            } else if (descriptor instanceof ScenarioDescriptors.Unreadable file) {
                result = TestExecutionResult.failed(file.reason());
            } else {
                descriptor.getChildren().forEach(this::execute);
            }
            listener.executionFinished(descriptor, result);
        }

        private TestExecutionResult run(ScenarioDescriptors.OnKernel test) {
            try {
                TargetKernel kernel = kernels.computeIfAbsent(test.kernel(), Kernels::byName);
                return judged(runner.run(test.scenario(), test.file(), kernel));
            } catch (ProbeproofException noKernel) {
                return TestExecutionResult.failed(noKernel);
            }
        }

        private static TestExecutionResult judged(ScenarioResult result) {
            return switch (result.status()) {
                case PASSED, SKIPPED -> TestExecutionResult.successful();
                case ERRORED -> TestExecutionResult.failed(new AssertionFailedError(result.reason()));
                case FAILED -> {
                    String message =
                            result.mismatches().stream().map(Mismatch::message).collect(Collectors.joining("\n"));
                    Mismatch first = result.mismatches().get(0);
                    // With both values, so that the difference can be shown beside each other.
                    yield TestExecutionResult.failed(
                            result.mismatches().size() == 1
                                    ? new AssertionFailedError(message, first.expected(), first.actual())
                                    : new AssertionFailedError(message));
                }
            };
        }
    }
}
