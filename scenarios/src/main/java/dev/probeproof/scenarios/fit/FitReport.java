// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.kernel.KernelRelease;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Objects on kernels.
 *
 * @param kernels in the order in which they were named
 * @param objects in the order in which they were named, each with an answer for every kernel
 */
public record FitReport(List<Kernel> kernels, List<ObjectFit> objects) {
    public FitReport {
        kernels = List.copyOf(kernels);
        objects = List.copyOf(objects);
    }

    /** A kernel; {@code release} is empty if it is not known. */
    public record Kernel(String name, String release, String arch) {}

    /** True if every object could be read and fits every kernel. */
    public boolean allFit() {
        return objects.stream().allMatch(ObjectFit::fits);
    }

    /** The oldest of the kernels that an object fits. One whose release is not known counts as newer than all others. */
    public Optional<Kernel> oldestFitting(ObjectFit object) {
        return kernels.stream()
                .filter(kernel -> fits(object, kernel))
                .min(Comparator.comparing((Kernel kernel) -> release(kernel).isKnown() ? 0 : 1)
                        .thenComparing(kernel -> release(kernel).major())
                        .thenComparing(kernel -> release(kernel).minor()));
    }

    private boolean fits(ObjectFit object, Kernel kernel) {
        int index = kernels.indexOf(kernel);
        return index < object.kernels().size() && object.kernels().get(index).fits();
    }

    private static KernelRelease release(Kernel kernel) {
        return KernelRelease.of(kernel.release());
    }
}
