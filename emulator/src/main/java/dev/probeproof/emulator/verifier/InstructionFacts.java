// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import org.jspecify.annotations.Nullable;

/** What was found out about one instruction, on all paths together. */
final class InstructionFacts {
    /** Registers live before it, bit n for rn. */
    int liveBefore = 0x3ff;
    /** Strongly connected component of the control flow, 0 if none. */
    int component;
    /** States are compared and kept here. */
    boolean isPrunePoint;
    /** The history needs an entry here. */
    boolean isJumpPoint;
    /** A state is kept here whatever the heuristics say. */
    boolean isForcedCheckpoint;
    /** A helper that calls back synchronously. */
    boolean callsCallback;
    /** A call of an iterator's next function. */
    boolean isIteratorNext;
    /** Reached on some path. */
    boolean isSeen;

    /** Pointer type that a load or store here goes through: paths must not mix some of them. */
    @Nullable
    RegisterType pointerType;

    int pointerFlags;

    /** The map that a helper call here gets on all paths, or several. */
    @Nullable
    VerifierMap map;

    boolean hasSeveralMaps;
    /** Constant key of a tail call here: the index, or -1 if it is not one constant. */
    long constantKey = -1;

    boolean hasConstantKey;
    /** The number in the instruction, once it was needed. */
    @Nullable
    RegisterState immediate;
}
