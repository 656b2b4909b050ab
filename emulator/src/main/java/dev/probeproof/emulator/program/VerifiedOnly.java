// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.kernel.AttachPoint;

/** A type whose programs can be verified here and not run: nothing can be attached or test-run, and loading says so. */
interface VerifiedOnly extends ProgramTypeModel {
    @Override
    default boolean isEmulated() {
        return false;
    }

    @Override
    default boolean attachesTo(AttachPoint point) {
        return false;
    }
}
