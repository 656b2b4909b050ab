// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.error.ProbeproofException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One object on all kernels.
 *
 * @param object as it was named
 * @param unreadable why nothing can be said; null if it could be read
 * @param kernels one answer for each kernel, in the order in which they were named; none if it cannot be read
 */
public record ObjectFit(String object, @Nullable ProbeproofException unreadable, List<KernelFit> kernels) {
    public ObjectFit {
        kernels = List.copyOf(kernels);
    }

    /** True if it fits every kernel. */
    public boolean fits() {
        return unreadable == null && kernels.stream().allMatch(KernelFit::fits);
    }

    /**
     * What keeps the object from kernels older than that, by the releases in which things came. It is the least that any
     * of the kernels asks for: code behind a check that an older kernel fails needs nothing there.
     */
    public Optional<Need> oldestRelease() {
        Need least = null;
        for (KernelFit kernel : kernels) {
            Optional<Need> newest = kernel.newestNeed();
            if (newest.isPresent()
                    && (least == null
                            || KernelFit.isNewer(least.since(), newest.get().since()))) {
                least = newest.get();
            }
        }
        return Optional.ofNullable(least);
    }
}
