// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.kernel.TargetKernel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A kernel while it is needed: read by whoever asks first, forgotten when all objects were compared with it. */
final class Turn {
    private final Supplier<TargetKernel> reader;
    private @Nullable FitTarget target;

    Turn(Supplier<TargetKernel> reader) {
        this.reader = reader;
    }

    synchronized FitTarget target() {
        FitTarget known = target;
        if (known == null) {
            known = FitTarget.of(reader.get());
            target = known;
        }
        return known;
    }

    /** Lets go of the kernel. */
    synchronized void end() {
        target = null;
    }
}
