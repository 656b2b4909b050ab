// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.testing;

import dev.probeproof.kernelshim.NativeKernelProvider;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelFeature;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

import static org.junit.jupiter.api.Assertions.fail;

/** Asks the kernel before each test, and prints at the end of the run how many tests had one. */
final class RequiresKernelExtension implements BeforeEachCallback {
    private static final String REQUIRED = "PROBEPROOF_REQUIRE_NATIVE";

    @Override
    public void beforeEach(ExtensionContext context) {
        Tally tally = tally(context);
        Optional<String> missing = tally.reason.or(() -> missingFeature(context, tally, RequiresKernel::value));
        if (missing.isPresent() && "1".equals(System.getenv(REQUIRED))) {
            fail(REQUIRED + "=1, but " + missing.get());
        }
        Optional<String> reason = missing.or(() -> missingFeature(context, tally, RequiresKernel::ifSupported));
        if (reason.isPresent()) {
            tally.skipped.add(reason.get());
            Assumptions.abort(reason.get());
        }
        tally.ran.incrementAndGet();
    }

    private static Tally tally(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(RequiresKernelExtension.class))
                .getOrComputeIfAbsent(Tally.class, unused -> new Tally(), Tally.class);
    }

    private static Optional<String> missingFeature(
            ExtensionContext context, Tally tally, Function<RequiresKernel, KernelFeature[]> kind) {
        for (KernelFeature feature : asked(context, kind)) {
            Optional<String> reason = reason(tally.kernel.orElseThrow().supports(feature));
            if (reason.isPresent()) {
                return Optional.of("needs " + feature + ": " + reason.get());
            }
        }
        return Optional.empty();
    }

    private static Set<KernelFeature> asked(ExtensionContext context, Function<RequiresKernel, KernelFeature[]> kind) {
        Set<KernelFeature> all = new LinkedHashSet<>();
        for (AnnotatedElement element : List.of(context.getRequiredTestClass(), context.getRequiredTestMethod())) {
            AnnotationSupport.findAnnotation(element, RequiresKernel.class)
                    .ifPresent(annotation -> all.addAll(Arrays.asList(kind.apply(annotation))));
        }
        return all;
    }

    private static Optional<String> reason(FeatureSupport support) {
        if (support instanceof FeatureSupport.Missing missing) {
            return Optional.of(missing.reason());
        }
        if (support instanceof FeatureSupport.Unknown unknown) {
            return Optional.of(unknown.reason());
        }
        return Optional.empty();
    }

    /** One per run: whether there is a kernel, and how often it was needed. */
    private static final class Tally implements AutoCloseable {
        private final Optional<String> reason;
        private final Optional<KernelBackend> kernel;
        private final AtomicInteger ran = new AtomicInteger();
        private final List<String> skipped = Collections.synchronizedList(new ArrayList<>());

        Tally() {
            NativeKernelProvider provider = new NativeKernelProvider();
            reason = reason(provider.availability());
            kernel = reason.isPresent() ? Optional.empty() : Optional.of(provider.open());
        }

        @Override
        public void close() {
            kernel.ifPresent(KernelBackend::close);
            System.out.println("native tests: " + ran + " ran on this kernel, " + skipped.size() + " skipped");
            new TreeSet<>(skipped).forEach(why -> System.out.println("  skipped: " + why));
        }
    }
}
