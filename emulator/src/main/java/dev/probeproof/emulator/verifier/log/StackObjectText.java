// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.verifier.state.RegisterState;

/** The words for objects that live in stack slots; what they are is packed in {@link RegisterState#detail}. */
public interface StackObjectText {
    /** Where nothing is known of them. */
    StackObjectText UNKNOWN = new StackObjectText() {
        @Override
        public String dynptrKind(RegisterState dynptr) {
            return "<invalid>";
        }

        @Override
        public String iteratorState(RegisterState iterator) {
            return "<invalid>";
        }

        @Override
        public int iteratorDepth(RegisterState iterator) {
            return 0;
        }
    };

    /** {@code local}, {@code ringbuf}, {@code skb}, {@code xdp} … */
    String dynptrKind(RegisterState dynptr);

    /** {@code active} or {@code drained}. */
    String iteratorState(RegisterState iterator);

    /** How often its next function was followed on this path. */
    int iteratorDepth(RegisterState iterator);
}
