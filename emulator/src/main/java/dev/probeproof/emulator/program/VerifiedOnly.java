// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.uapi.HelperId;
import java.util.Set;

/** A type whose programs can be verified here and not run: nothing can be attached or test-run, and loading says so. */
interface VerifiedOnly extends ProgramTypeModel {
    @Override
    default boolean isEmulated() {
        return false;
    }

    @Override
    default Set<HelperId> helpers() {
        return Set.of();
    }

    @Override
    default boolean attachesTo(AttachPoint point) {
        return false;
    }
}
