// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

/**
 * Where a mock may write. What was proved of a program, and with it the code that it was compiled to, rests on the helper
 * writing nothing else.
 */
@FunctionalInterface
interface MockedMemory {
    /** Of functions whose callers are run without a proof: whatever memory is writable. */
    MockedMemory UNRESTRICTED = (argument, sizeBytes) -> {};

    /**
     * @param argument from 1
     * @throws IllegalArgumentException if it may not write so many bytes there
     */
    void checkWrite(int argument, int sizeBytes);
}
