// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.junit;

import dev.probeproof.scenarios.kernels.RecentKernels;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.ScenarioRunner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.opentest4j.AssertionFailedError;

/** One execution: objects are read once, and so are the types of each kernel while there is memory. */
final class ScenarioExecution {
    private final EngineExecutionListener listener;
    private final int threads;
    private final ScenarioRunner runner = new ScenarioRunner();
    private final RecentKernels kernels = new RecentKernels();

    ScenarioExecution(EngineExecutionListener listener, int threads) {
        this.listener = listener;
        this.threads = threads;
    }

    void execute(TestDescriptor root) {
        if (threads == 1) {
            execute(root, Runnable::run).join();
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            execute(root, pool).join();
        } finally {
            pool.shutdown();
        }
    }

    /** A container is over when the last test in it is. */
    private CompletableFuture<Void> execute(TestDescriptor descriptor, Executor executor) {
        if (descriptor.isTest()) {
            return CompletableFuture.runAsync(() -> test(descriptor), executor);
        }
        listener.executionStarted(descriptor);
        CompletableFuture<?>[] children = descriptor.getChildren().stream()
                .map(child -> execute(child, executor))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(children)
                .thenRun(() -> listener.executionFinished(descriptor, TestExecutionResult.successful()));
    }

    private void test(TestDescriptor descriptor) {
        if (descriptor instanceof ScenarioDescriptors.OnKernel test
                && !test.scenario().skip().isEmpty()) {
            listener.executionSkipped(descriptor, test.scenario().skip());
            return;
        }
        listener.executionStarted(descriptor);
        listener.executionFinished(descriptor, result(descriptor));
    }

    private TestExecutionResult result(TestDescriptor descriptor) {
        try {
            return descriptor instanceof ScenarioDescriptors.OnKernel test
                    ? judged(runner.run(test.scenario(), test.file(), kernels.byName(test.kernel())))
                    : TestExecutionResult.failed(((ScenarioDescriptors.Unreadable) descriptor).reason());
        } catch (RuntimeException notRun) {
            return TestExecutionResult.failed(notRun);
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
