// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import dev.probeproof.scenarios.run.ProbedKernel;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs the methods of {@link ProbeproofTest} on each of their kernels. */
final class ProbeproofExtension implements TestTemplateInvocationContextProvider, ParameterResolver {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return isAnnotated(context.getRequiredTestMethod());
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        GivenKernel own = annotation(context.getRequiredTestMethod())
                .map(GivenKernel::of)
                .orElse(GivenKernel.NOTHING)
                .within(given(test));
        // Whatever is wrong with the test itself is said once, and not on each kernel.
        own.scenario(test);
        Shared shared = Shared.of(context);
        return Shared.kernelNames(context, own.kernels()).stream()
                .map(name -> new Invocation(
                        name,
                        List.of(new OpenKernel(
                                () -> own.open(test, shared.kernels().byName(name), shared.runner())))));
    }

    /** Of the class and those around it: nested classes take over what the outer ones say. */
    private static GivenKernel given(Class<?> test) {
        Class<?> around = test.getEnclosingClass();
        GivenKernel outer = around == null ? GivenKernel.NOTHING : given(around);
        return annotation(test).map(GivenKernel::of).orElse(GivenKernel.NOTHING).within(outer);
    }

    private static Optional<ProbeproofTest> annotation(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, ProbeproofTest.class);
    }

    private static boolean isAnnotated(AnnotatedElement element) {
        return annotation(element).isPresent();
    }

    /** For methods with another annotation ({@code @Test}) in a class that has ours: they would get no kernel, and are told why. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ProbedKernel.class
                && context.getTestMethod().isPresent()
                && !isAnnotated(context.getRequiredTestMethod());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        throw new ExtensionConfigurationException(
                "a test with a ProbedKernel runs on each kernel: replace the annotation of "
                        + context.getRequiredTestMethod().getName() + "() by @ProbeproofTest");
    }
}
