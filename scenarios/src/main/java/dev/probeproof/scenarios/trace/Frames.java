// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import java.util.ArrayList;
import java.util.List;

/** The functions under way in a run, told apart by r10: each has its own part of the stack. */
public final class Frames {
    private final List<Frame> frames = new ArrayList<>();

    /** Before an instruction. */
    public void at(ProgramCode code, int slot, long[] registers) {
        long pointer = registers[10];
        int index = frames.size() - 1;
        while (index >= 0 && frames.get(index).pointer() != pointer) {
            index--;
        }
        if (index < 0) {
            frames.add(new Frame(pointer, code));
        } else {
            while (frames.size() > index + 1) {
                frames.remove(frames.size() - 1);
            }
        }
        current().at(code, slot, registers);
    }

    /** The function that runs; a run has one from its first instruction on. */
    public Frame current() {
        return frames.get(frames.size() - 1);
    }

    public boolean isEmpty() {
        return frames.isEmpty();
    }

    /** How many functions are under way. */
    public int depth() {
        return frames.size();
    }

    /** The outermost first. */
    public List<Frame> all() {
        return List.copyOf(frames);
    }
}
