// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.world.CurrentEvent;
import java.util.List;

/** The flags of {@code bpf_get_stackid} and {@code bpf_get_stack}: frames to skip, whose stack, how to store. */
record StackTraceFlags(long flags) {
    private static final long SKIP_MASK = 0xff;
    private static final long USER_STACK = 1 << 8;
    private static final long FAST_COMPARE = 1 << 9;
    private static final long REUSE_STACKID = 1 << 10;
    private static final long USER_BUILD_ID = 1 << 11;

    boolean areValidForId() {
        return (flags & ~(SKIP_MASK | USER_STACK | FAST_COMPARE | REUSE_STACKID)) == 0;
    }

    boolean areValidForCopy() {
        boolean known = (flags & ~(SKIP_MASK | USER_STACK | USER_BUILD_ID)) == 0;
        return known && (!wantsBuildIds() || isUser());
    }

    boolean wantsBuildIds() {
        return (flags & USER_BUILD_ID) != 0;
    }

    boolean comparesByHash() {
        return (flags & FAST_COMPARE) != 0;
    }

    boolean replaces() {
        return (flags & REUSE_STACKID) != 0;
    }

    /** The event's stack without the frames to skip, cut to a depth; empty if none is left. */
    List<Long> select(CurrentEvent event, int depth) {
        List<Long> stack = isUser() ? event.userStack() : event.kernelStack();
        int skip = (int) Math.min(flags & SKIP_MASK, stack.size());
        return stack.subList(skip, Math.min(stack.size(), skip + depth));
    }

    private boolean isUser() {
        return (flags & USER_STACK) != 0;
    }
}
