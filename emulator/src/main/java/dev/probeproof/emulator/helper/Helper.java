// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

/** A helper function: what it is, what it requires, what it does. */
public interface Helper {
    HelperPrototype prototype();

    /** Whether a test says what it does: nothing is known of it then but its prototype. */
    default boolean isMocked() {
        return false;
    }

    /**
     * Called with r1 to r5; the result goes to r0. Arguments beyond the prototype's are whatever the registers hold.
     *
     * @throws ExecutionFault for what a verifier must have ruled out, and for what is
     *     not emulated
     */
    long call(HelperContext context, long a1, long a2, long a3, long a4, long a5);
}
