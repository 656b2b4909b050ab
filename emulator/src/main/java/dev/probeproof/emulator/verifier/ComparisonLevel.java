// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

/** How much alike two states have to be. */
enum ComparisonLevel {
    /** What the continuation of the kept state used has to be covered; its scalars only where they are precise. */
    NOT_EXACT,
    /** All that the kept state has has to be alike: its continuation is not explored yet. */
    EXACT,
    /** As {@link #EXACT}, but scalars of the current state may lie within those of the kept one. */
    RANGE_WITHIN
}
