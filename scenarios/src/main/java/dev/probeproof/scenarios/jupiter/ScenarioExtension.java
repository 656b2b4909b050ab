// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.Campaign;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs the scenarios of {@link ScenarioTest}. */
final class ScenarioExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), ScenarioTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        ScenarioTest annotation = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), ScenarioTest.class)
                .orElseThrow();
        Shared shared = Shared.of(context);
        return ScenarioJobs.of(
                        List.of(annotation.value()),
                        context.getRequiredTestClass(),
                        Shared.configured(context),
                        List.of(annotation.tags()))
                .stream()
                .map(job -> new Invocation(ScenarioJobs.name(job), List.of(new OneRun(job, shared))));
    }

    /** A scenario on a kernel, run before the method's own lines. */
    private static final class OneRun implements BeforeEachCallback, ParameterResolver {
        private final Campaign.Job job;
        private final Shared shared;
        private @Nullable ScenarioResult result;

        OneRun(Campaign.Job job, Shared shared) {
            this.job = job;
            this.shared = shared;
        }

        private ScenarioResult result() {
            if (result == null) {
                result = ScenarioJobs.run(job, shared);
            }
            return result;
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            result();
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ScenarioResult.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return result();
        }
    }
}
