// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

/** A function was called while all frames of a {@link FrameStack} were in use. Engines make a fault of the program of it. */
public final class FrameStackOverflow extends RuntimeException {
    FrameStackOverflow() {
        super("the call stack of " + (FrameStack.MAX_FRAMES + 1) + " frames is too deep", null, false, false);
    }
}
