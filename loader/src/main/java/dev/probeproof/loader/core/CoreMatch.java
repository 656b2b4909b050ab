// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

/** Whether a type of the kernel has what a relocation asks about. */
sealed interface CoreMatch {
    /** It has. */
    record Hit(CoreSpec spec) implements CoreMatch {}

    /**
     * It has not.
     *
     * @param candidate the type that was looked at
     * @param step the accessor that cannot be followed
     * @param at the type, typedefs and modifiers skipped, that was reached before that step
     * @param found for another type or length: the type of the member or array that stands in the place; otherwise 0
     */
    record Miss(CoreTypes types, int candidate, Difference difference, int step, int at, int found)
            implements CoreMatch {}

    /** Why a step cannot be followed. */
    enum Difference {
        /** There is no member of that name. */
        NO_MEMBER,
        /** There is no enumerator of that name. */
        NO_ENUMERATOR,
        /** There is a member, but with a type of another kind. */
        OTHER_TYPE,
        /** There is an array, but a shorter one. */
        TOO_SHORT,
        /** It is a type of another kind as a whole. */
        OTHER_KIND
    }
}
