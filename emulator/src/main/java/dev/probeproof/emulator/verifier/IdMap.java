// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.VerifierState;

/**
 * Which id of a kept state stands for which id of the state under way, while the two are compared: ids are arbitrary,
 * but what shares an id in one has to share one in the other.
 */
final class IdMap {
    /** As many as there are registers and stack slots in all frames: the kernel's map has no more room either. */
    private static final int CAPACITY = (FrameState.REGISTERS + 512 / 8) * VerifierState.MAX_FRAMES;

    private final int[] old = new int[CAPACITY];
    private final int[] current = new int[CAPACITY];
    private int size;
    private int lastMadeUp;

    /** Forgets all; ids made up for scalars without one start behind the last one given out. */
    void reset(int lastId) {
        size = 0;
        lastMadeUp = lastId;
    }

    /** Whether the ids can stand for each other ({@code check_ids}); zero only stands for zero. */
    boolean matches(int oldId, int currentId) {
        if ((oldId == 0) != (currentId == 0)) {
            return false;
        }
        if (oldId == 0) {
            return true;
        }
        for (int i = 0; i < size; i++) {
            if (old[i] == oldId) {
                return current[i] == currentId;
            }
            if (current[i] == currentId) {
                return false;
            }
        }
        if (size == CAPACITY) {
            return false;
        }
        old[size] = oldId;
        current[size] = currentId;
        size++;
        return true;
    }

    /** The same for scalars ({@code check_scalar_ids}): one without an id is alone, as if it had an id of its own. */
    boolean matchesScalars(int oldId, int currentId) {
        int oldOne = oldId != 0 ? oldId : ++lastMadeUp;
        int currentOne = currentId != 0 ? currentId : ++lastMadeUp;
        return matches(oldOne, currentOne);
    }

    /**
     * Since Linux 7.1 an old scalar that was alone matches whatever is linked now: links that the verdict did not use
     * cannot matter.
     */
    boolean matchesUsedLinks(int oldId, int currentId) {
        if (oldId == 0) {
            return true;
        }
        return matches(oldId, currentId != 0 ? currentId : ++lastMadeUp);
    }
}
