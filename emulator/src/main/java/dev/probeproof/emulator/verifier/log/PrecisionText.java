// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import java.util.StringJoiner;

/**
 * What the log says of backtracking at level 2, in the forms of 5.3, 5.17 and 6.5: which registers and stack slots have
 * to be exact, instruction by instruction backwards.
 *
 * <p>Registers are a mask with bit n for rn, slots one with bit n for {@code fp - 8 * (n + 1)}.
 */
public final class PrecisionText {
    private final boolean namesFrames;
    private final boolean putsMarksFirst;

    public PrecisionText(KernelProfile profile) {
        namesFrames = profile.isAtLeast(6, 5);
        putsMarksFirst = profile.isAtLeast(5, 17);
    }

    /** A stretch of instructions begins. */
    public String stretch(int frame, int last, int first, int subsequent) {
        return namesFrames
                ? "mark_precise: frame" + frame + ": last_idx " + last + " first_idx " + first + " subseq_idx "
                        + subsequent + " "
                : "last_idx " + last + " first_idx " + first;
    }

    /** What is asked for before an instruction; {@code instruction} as {@link InstructionText} has it. */
    public String before(int frame, int registers, long slots, int slot, String instruction) {
        return (namesFrames ? "mark_precise: frame" + frame + ": " : "") + masks(registers, slots) + " before " + slot
                + ": " + instruction;
    }

    /**
     * What is asked of the state that the path came from.
     *
     * @param isNew whether any of it was not marked before
     * @param state the frame as {@link StateText} has it
     */
    public String parent(int frame, int registers, long slots, boolean isNew, String state) {
        if (namesFrames) {
            return "mark_precise: frame" + frame + ": parent state " + masks(registers, slots) + ": " + state;
        }
        String marks = "parent " + (isNew ? "didn't have " : "already had ") + masks(registers, slots) + " marks";
        return putsMarksFirst ? marks + ":" + state : state + "\n" + marks;
    }

    private String masks(int registers, long slots) {
        return namesFrames
                ? "regs=" + names(registers) + " stack=" + offsets(slots)
                : "regs=" + Integer.toHexString(registers) + " stack=" + Long.toHexString(slots);
    }

    /** {@code r1,r3}. */
    public static String names(int registers) {
        StringJoiner names = new StringJoiner(",");
        for (int i = 0; i < Integer.SIZE; i++) {
            if ((registers >>> i & 1) != 0) {
                names.add("r" + i);
            }
        }
        return names.toString();
    }

    /** {@code -8,-16}. */
    public static String offsets(long slots) {
        StringJoiner offsets = new StringJoiner(",");
        for (int i = 0; i < Long.SIZE; i++) {
            if ((slots >>> i & 1) != 0) {
                offsets.add(Integer.toString(-8 * (i + 1)));
            }
        }
        return offsets.toString();
    }
}
