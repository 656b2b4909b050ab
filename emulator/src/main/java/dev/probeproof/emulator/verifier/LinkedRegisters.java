// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.log.PlaceSet;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * Scalars that are the same value, or a constant apart: what a branch finds out about one holds for all. A set of them
 * is packed into a {@code long}: the number of entries in bits 0 to 3, then ten bits for each, which are frame (3 bits),
 * register or stack slot (6 bits) and whether it is a register (1 bit). That is as many as a history entry has room for.
 */
final class LinkedRegisters {
    /** The empty set. */
    static final long NONE = 0;

    private static final int MOST = 6;
    private static final int SIZE_BITS = 4;
    private static final int ENTRY_BITS = 10;

    private LinkedRegisters() {}

    static int size(long set) {
        return (int) set & (1 << SIZE_BITS) - 1;
    }

    private static int entry(long set, int index) {
        return (int) (set >>> SIZE_BITS + index * ENTRY_BITS) & (1 << ENTRY_BITS) - 1;
    }

    private static int frame(int entry) {
        return entry & 7;
    }

    private static int place(int entry) {
        return entry >>> 3 & 0x3f;
    }

    private static boolean isRegister(int entry) {
        return (entry & 1 << 9) != 0;
    }

    private static long add(long set, int frame, int place, boolean register) {
        int size = size(set);
        long entry = frame | place << 3 | (register ? 1 << 9 : 0);
        return (set & -(1L << SIZE_BITS)) | entry << SIZE_BITS + size * ENTRY_BITS | size + 1;
    }

    /**
     * Adds all scalars of an id to a set. Those that the set has no room for lose their id, so that nothing is
     * concluded for them that the history could not tell.
     *
     * @param liveRegisters by frame, the registers to look at; null for all
     */
    static long collect(VerifierState state, int id, long set, int @Nullable [] liveRegisters) {
        int wanted = id & ~RegisterState.ANY_ADD_CONSTANT;
        long result = set;
        for (int i = state.currentFrame(); i >= 0; i--) {
            FrameState frame = state.frame(i);
            int live = liveRegisters == null ? -1 : liveRegisters[i];
            for (int j = 0; j < FrameState.FRAME_POINTER; j++) {
                RegisterState register = frame.register(j);
                if ((live & 1 << j) == 0 || !register.isScalar() || register.baseId() != wanted) {
                    continue;
                }
                if (size(result) == MOST) {
                    frame.set(j, register.withId(0));
                } else {
                    result = add(result, i, j, true);
                }
            }
            for (int j = 0; j < frame.stackSlots(); j++) {
                StackSlot slot = frame.slot(j);
                if (!slot.isSpilledScalar() || slot.register().baseId() != wanted) {
                    continue;
                }
                if (size(result) == MOST) {
                    frame.setSlot(j, slot.withRegister(slot.register().withId(0)));
                } else {
                    result = add(result, i, j, false);
                }
            }
        }
        return result;
    }

    /**
     * Passes on what became known of a scalar to those of a set that still share its id ({@code sync_linked_regs}).
     *
     * @param shown gets the places that changed, for the log; null in releases that do not show them
     */
    static void sync(VerifierState state, RegisterState known, long set, Shift shift, @Nullable PlaceSet shown) {
        for (int i = 0; i < size(set); i++) {
            int entry = entry(set, i);
            FrameState frame = state.frame(frame(entry));
            int place = place(entry);
            RegisterState old = isRegister(entry)
                    ? frame.register(place)
                    : frame.slot(place).register();
            RegisterState synced = synced(old, known, shift);
            if (synced == old) {
                continue;
            }
            if (isRegister(entry)) {
                frame.set(place, synced);
            } else {
                frame.setSlot(place, frame.slot(place).withRegister(synced));
            }
            if (shown != null && isRegister(entry)) {
                shown.addRegister(place);
            } else if (shown != null) {
                shown.addSlot(place);
            }
        }
    }

    /** The same for every scalar that shares the id, before sets were collected (Linux 5.7 to 6.11). */
    static void syncAll(VerifierState state, RegisterState known, Shift shift) {
        for (int i = 0; i <= state.currentFrame(); i++) {
            FrameState frame = state.frame(i);
            for (int j = 0; j < FrameState.FRAME_POINTER; j++) {
                frame.set(j, synced(frame.register(j), known, shift));
            }
            for (int j = 0; j < frame.stackSlots(); j++) {
                StackSlot slot = frame.slot(j);
                if (slot.isSpilledScalar()) {
                    frame.setSlot(j, slot.withRegister(synced(slot.register(), known, shift)));
                }
            }
        }
    }

    /** A value plus a constant, by the number rules of the release; with a zero upper half if it is not wide. */
    @FunctionalInterface
    interface Shift {
        Bounds apply(Bounds bounds, long constant, boolean wide);
    }

    private static RegisterState synced(RegisterState register, RegisterState known, Shift shift) {
        if (register == known || !register.isScalar() || register.baseId() != known.baseId()) {
            return register;
        }
        if (((register.id() ^ known.id()) & RegisterState.ANY_ADD_CONSTANT) == RegisterState.ANY_ADD_CONSTANT) {
            // Sums of different widths say nothing of each other.
            return register;
        }
        boolean plain = ((register.id() | known.id()) & RegisterState.ANY_ADD_CONSTANT) == 0;
        if (plain || register.offset() == known.offset()) {
            return known;
        }
        long distance = (long) register.offset() - known.offset();
        boolean wide = ((register.id() | known.id()) & RegisterState.ADD_CONSTANT32) == 0;
        return known.change()
                .bounds(shift.apply(known.bounds(), distance, wide))
                .offset(register.offset())
                .id(register.id())
                .build();
    }

    /** Adds all of a set to what is looked for if one of it is ({@code bt_sync_linked_regs}). */
    static void backtrack(long set, BacktrackState backtrack) {
        boolean wanted = false;
        for (int i = 0; i < size(set) && !wanted; i++) {
            int entry = entry(set, i);
            wanted = isRegister(entry)
                    ? backtrack.hasRegister(frame(entry), place(entry))
                    : backtrack.hasSlot(frame(entry), place(entry));
        }
        if (!wanted) {
            return;
        }
        for (int i = 0; i < size(set); i++) {
            int entry = entry(set, i);
            if (isRegister(entry)) {
                backtrack.addRegister(frame(entry), place(entry));
            } else {
                backtrack.addSlot(frame(entry), place(entry));
            }
        }
    }
}
