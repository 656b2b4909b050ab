// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;

final class StackObjects {
    StackObjects(Verification verification, References references) {}

    void destroyIfDynptr(FrameState frame, int index) {}
}
