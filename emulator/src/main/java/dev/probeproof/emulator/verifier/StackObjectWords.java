// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.log.StackObjectText;
import dev.probeproof.emulator.verifier.state.RegisterState;

/** How logs call what {@link DynptrSlot} and {@link IteratorSlot} keep. */
final class StackObjectWords implements StackObjectText {
    @Override
    public String dynptrKind(RegisterState dynptr) {
        return DynptrSlot.word(DynptrSlot.kind(dynptr));
    }

    @Override
    public String iteratorState(RegisterState iterator) {
        return switch (IteratorSlot.state(iterator)) {
            case IteratorSlot.ACTIVE -> "active";
            case IteratorSlot.DRAINED -> "drained";
            default -> "<invalid>";
        };
    }

    @Override
    public int iteratorDepth(RegisterState iterator) {
        return IteratorSlot.depth(iterator);
    }
}
