// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

/** What a test has a helper or a function of the kernel (kfunc) do instead of what it does. */
@FunctionalInterface
public interface HelperMock {
    /**
     * Called for every call that a program makes.
     *
     * @return what r0 holds after the call; nobody sees it if the function returns nothing
     */
    long call(MockedCall call);
}
