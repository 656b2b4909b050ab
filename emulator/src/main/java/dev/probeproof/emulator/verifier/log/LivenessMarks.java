// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.verifier.state.FrameState;

/**
 * What releases before 6.18 print behind the name of a register or slot: {@code R1_w}, {@code fp-8_rw}. Written means
 * since the last checkpoint, read means by a later state that was compared with this one.
 */
public interface LivenessMarks {
    /** No marks at all. */
    LivenessMarks NONE = new LivenessMarks() {
        @Override
        public String ofRegister(FrameState frame, int number) {
            return "";
        }

        @Override
        public String ofSlot(FrameState frame, int index) {
            return "";
        }
    };

    /** Empty, or {@code _} and the letters {@code r}, {@code w}, {@code D} that apply, in this order. */
    String ofRegister(FrameState frame, int number);

    /** The same for a stack slot. */
    String ofSlot(FrameState frame, int index);
}
