// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelProfile;

/**
 * What releases do differently when a call is checked.
 *
 * @param resourceTexts 6.13: one text for everything that must not be left behind at an exit, tail call or packet load
 * @param replaysCallbacks 6.7: a callback is a path of its own that ends at the call, which is then looked at again
 * @param elidesNullTests 6.14: a look-up in an array with a known key in range is never null
 * @param staticCallsUnderLock 6.8: functions that are not global may be called while a lock is held
 * @param rangesInTexts 6.8: a refused return value is described by its signed range
 * @param locksAsReferences 6.14: a lock stands among the references, in the order of acquisition
 * @param releasesAtStartOnly 5.19: what is given back must not have been moved, and must be acquired
 * @param zeroSizeFirst before 6.8: a size that may be zero is tried as zero first
 * @param locksAnswerEinval 6.2: a refused lock is EINVAL, before EACCES
 * @param tellsWrites 6.12: prototypes say who writes; before, only memory that may be uninitialised counts as written
 * @param dependsOnNulls 7.0, and 6.12 with its stable updates: the verdict depends on a null that was passed for a pointer
 */
record CallRules(
        boolean resourceTexts,
        boolean replaysCallbacks,
        boolean elidesNullTests,
        boolean staticCallsUnderLock,
        boolean rangesInTexts,
        boolean locksAsReferences,
        boolean releasesAtStartOnly,
        boolean zeroSizeFirst,
        boolean locksAnswerEinval,
        boolean tellsWrites,
        boolean dependsOnNulls) {
    static CallRules of(KernelProfile profile) {
        return new CallRules(
                profile.isAtLeast(6, 13),
                profile.isAtLeast(6, 7),
                profile.isAtLeast(6, 14),
                profile.isAtLeast(6, 8),
                profile.isAtLeast(6, 8),
                profile.isAtLeast(6, 14),
                profile.isAtLeast(5, 19),
                !profile.isAtLeast(6, 8),
                profile.isAtLeast(6, 2),
                profile.isAtLeast(6, 12),
                profile.isAtLeast(7, 0) || profile.isAtLeast(6, 12) && !profile.isAtLeast(6, 13));
    }
}
