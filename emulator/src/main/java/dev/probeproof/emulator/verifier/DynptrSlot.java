// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;

/**
 * What is kept of a dynptr in the register states of its two stack slots, and of an argument that is one: in
 * {@link RegisterState#detail} the kind of its memory, and bit 8 for the first slot, which is at the higher index.
 */
final class DynptrSlot {
    static final int LOCAL = 1;
    static final int RING_BUFFER = 2;
    static final int SKB = 3;
    static final int XDP = 4;
    static final int SKB_META = 5;

    private static final int KIND_MASK = 0xff;
    private static final int FIRST = 1 << 8;

    private DynptrSlot() {}

    static RegisterState state(int kind, boolean first, int id, int reference) {
        return RegisterState.pointer(RegisterType.CONST_DYNPTR)
                .detail(kind | (first ? FIRST : 0))
                .id(id)
                .referenceId(reference)
                .build();
    }

    static int kind(RegisterState dynptr) {
        return dynptr.detail() & KIND_MASK;
    }

    static boolean isFirst(RegisterState dynptr) {
        return (dynptr.detail() & FIRST) != 0;
    }

    static boolean isPacket(int kind) {
        return kind == SKB || kind == XDP || kind == SKB_META;
    }

    /** Whether a pointer leads into the memory of a dynptr. */
    static boolean isSliceOf(RegisterState register, int dynptrId, boolean plainOnly) {
        return register.is(RegisterType.MEMORY)
                && (!plainOnly || (register.flags() & ~TypeFlags.MAY_BE_NULL) == 0)
                && dynptrId != 0
                && register.detail() == dynptrId;
    }

    /** The word in logs. */
    static String word(int kind) {
        return switch (kind) {
            case LOCAL -> "local";
            case RING_BUFFER -> "ringbuf";
            case SKB -> "skb";
            case XDP -> "xdp";
            case SKB_META -> "skb_meta";
            default -> "<invalid>";
        };
    }
}
