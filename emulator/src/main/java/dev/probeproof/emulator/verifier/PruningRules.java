// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelProfile;

/**
 * What releases do differently when they compare states, keep them and track precision.
 *
 * @param comparesLiveRegistersOnly registers that are dead by static analysis are not compared (6.15)
 * @param forgetsByStaticLiveness liveness of registers and stack is known without following paths (6.18); before, reads leave marks in the checkpoints
 * @param tracksComponents loops are told by strongly connected components (6.17); before, by loop entries
 * @param tracksLoopEntries loops are told by their entry among the checkpoints (6.7 to 6.16)
 * @param comparesCallbackDepth callbacks are unrolled a number of times (6.7)
 * @param comparesSlotKindsInLoops while a loop converges, stack bytes have to be of the same kinds (to 6.17)
 * @param comparesMiscWithScalars eight arbitrary bytes are the same as a spilled unknown scalar (6.10)
 * @param readsUninitializedStack arbitrary bytes cover whatever was there (6.3)
 * @param relaxesLinks scalars that were alone may be linked now (7.1)
 * @param limitsHistory a checkpoint is forced where the history grows long (6.12)
 * @param forgetsInheritedPrecision marks are dropped from the current state when it is kept (6.2)
 * @param linksInHistory linked scalars are found again through the history (6.12)
 * @param tracksThroughCalls backtracking follows calls of static functions and callbacks (6.5)
 * @param tracksAtomics backtracking follows what atomic instructions fetch, and keeps looking for the arguments of a call whose callback ends (7.0, and the
 *     long-term releases up to 6.12 as a fix; 6.18 does not)
 * @param comparesIdsAsTheyAre registers are the same if they have the same ids, which is not asked of scalars (to 6.2)
 * @param comparesLoopsExactly an infinite loop is one where everything is the same, not only what was read (6.7)
 * @param freesRetiredStates states that are not compared any more are freed when their last path ends (6.15); before, only if they were cleaned by then
 * @param callbacksAreLoops a call that calls back is a loop of its own (7.0)
 * @param forgetsDeadRegistersAtOnce registers that nothing reads any more are taken out of the current state wherever it is compared (7.1)
 * @param frequencyForces a program that tests states gets one at each prune point of a loop, too (6.4)
 * @param notesEveryPrunePoint the history has an entry for each prune point (to 6.2)
 */
record PruningRules(
        boolean comparesLiveRegistersOnly,
        boolean forgetsByStaticLiveness,
        boolean tracksComponents,
        boolean tracksLoopEntries,
        boolean comparesCallbackDepth,
        boolean comparesSlotKindsInLoops,
        boolean comparesMiscWithScalars,
        boolean readsUninitializedStack,
        boolean relaxesLinks,
        boolean limitsHistory,
        boolean forgetsInheritedPrecision,
        boolean linksInHistory,
        boolean tracksThroughCalls,
        boolean tracksAtomics,
        boolean comparesIdsAsTheyAre,
        boolean comparesLoopsExactly,
        boolean freesRetiredStates,
        boolean callbacksAreLoops,
        boolean forgetsDeadRegistersAtOnce,
        boolean frequencyForces,
        boolean notesEveryPrunePoint) {
    /**
     * How to compare states where each has to be covered in all that matters: what holds for one that was followed is then
     * said of those that were cut.
     */
    PruningRules strict() {
        return new PruningRules(
                true,
                forgetsByStaticLiveness,
                tracksComponents,
                tracksLoopEntries,
                comparesCallbackDepth,
                comparesSlotKindsInLoops,
                comparesMiscWithScalars,
                readsUninitializedStack,
                relaxesLinks,
                limitsHistory,
                forgetsInheritedPrecision,
                linksInHistory,
                tracksThroughCalls,
                tracksAtomics,
                false,
                comparesLoopsExactly,
                freesRetiredStates,
                callbacksAreLoops,
                forgetsDeadRegistersAtOnce,
                frequencyForces,
                notesEveryPrunePoint);
    }

    static PruningRules of(KernelProfile profile) {
        return new PruningRules(
                profile.isAtLeast(6, 15),
                profile.isAtLeast(6, 18),
                profile.isAtLeast(6, 17),
                profile.isAtLeast(6, 7) && !profile.isAtLeast(6, 17),
                profile.isAtLeast(6, 7),
                !profile.isAtLeast(6, 18),
                profile.isAtLeast(6, 10),
                profile.isAtLeast(5, 10),
                profile.isAtLeast(7, 1),
                profile.isAtLeast(6, 12),
                profile.isAtLeast(5, 10),
                profile.isAtLeast(6, 12),
                profile.isAtLeast(6, 5),
                profile.isAtLeast(7, 0) || profile.isAtLeast(6, 1) && !profile.isAtLeast(6, 13),
                !profile.isAtLeast(6, 3),
                profile.isAtLeast(6, 7),
                profile.isAtLeast(6, 15),
                profile.isAtLeast(7, 0),
                profile.isAtLeast(7, 1),
                profile.isAtLeast(6, 4),
                !profile.isAtLeast(6, 3));
    }
}
