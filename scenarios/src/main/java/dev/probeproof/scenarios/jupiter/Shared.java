// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import dev.probeproof.scenarios.kernels.KernelNames;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.kernels.RecentKernels;
import dev.probeproof.scenarios.run.ScenarioRunner;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What all tests of a run share: objects that were read, kernels that were read. */
record Shared(ScenarioRunner runner, RecentKernels kernels) {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Shared.class);

    static Shared of(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Shared.class, key -> new Shared(new ScenarioRunner(), new RecentKernels()), Shared.class);
    }

    /** The kernels that are meant, by name; the configuration parameter comes first. */
    static List<String> kernelNames(ExtensionContext context, List<String> wanted) {
        List<String> names = configured(context);
        List<String> all = KernelNames.expand(names.isEmpty() ? wanted : names);
        return all.isEmpty() ? Kernels.shippedNames() : all;
    }

    /** What {@code probeproof.kernels} says. */
    static List<String> configured(ExtensionContext context) {
        return context.getConfigurationParameter("probeproof.kernels").stream()
                .flatMap(all -> Stream.of(all.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
