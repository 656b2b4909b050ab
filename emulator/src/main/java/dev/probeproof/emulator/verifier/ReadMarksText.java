// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.log.LivenessMarks;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.ReadMarks;

/** How reads and writes are told behind a name: {@code R1_rw}. */
final class ReadMarksText implements LivenessMarks {
    @Override
    public String ofRegister(FrameState frame, int number) {
        return text(frame, number);
    }

    @Override
    public String ofSlot(FrameState frame, int index) {
        return text(frame, FrameState.REGISTERS + index);
    }

    private static String text(FrameState frame, int place) {
        ReadMarks marks = frame.marks;
        if (marks == null) {
            return "";
        }
        String letters = (marks.isRead(place) ? "r" : "")
                + (marks.isWritten(place) ? "w" : "")
                + (marks.isDone(place) ? "D" : "");
        return letters.isEmpty() ? "" : "_" + letters;
    }
}
