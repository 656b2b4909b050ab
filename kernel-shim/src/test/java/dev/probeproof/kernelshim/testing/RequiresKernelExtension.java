// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.testing;

import dev.probeproof.kernelshim.NativeKernelProvider;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelFeature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
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
        Optional<String> missing = tally.reason.or(() -> missingFeature(context, tally));
        if (missing.isEmpty()) {
            tally.ran.incrementAndGet();
            return;
        }
        if ("1".equals(System.getenv(REQUIRED))) {
            fail(REQUIRED + "=1, but " + missing.get());
        }
        tally.skipped.add(missing.get());
        Assumptions.abort(missing.get());
    }

    private static Tally tally(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(RequiresKernelExtension.class))
                .getOrComputeIfAbsent(Tally.class, unused -> new Tally(), Tally.class);
    }

    private static Optional<String> missingFeature(ExtensionContext context, Tally tally) {
        for (KernelFeature feature : required(context)) {
            Optional<String> reason = reason(tally.kernel.orElseThrow().supports(feature));
            if (reason.isPresent()) {
                return Optional.of("needs " + feature + ": " + reason.get());
            }
        }
        return Optional.empty();
    }

    private static Set<KernelFeature> required(ExtensionContext context) {
        Set<KernelFeature> all = new LinkedHashSet<>();
        AnnotationSupport.findAnnotation(context.getRequiredTestClass(), RequiresKernel.class)
                .ifPresent(onClass -> all.addAll(Arrays.asList(onClass.value())));
        AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), RequiresKernel.class)
                .ifPresent(onMethod -> all.addAll(Arrays.asList(onMethod.value())));
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
