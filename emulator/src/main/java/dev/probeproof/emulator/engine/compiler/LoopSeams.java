// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;

/**
 * Where the range of the exception handler is cut in two so that HotSpot keeps the loops that compilers write.
 *
 * <p>C2 copies the first block of a loop in front of it if one way out of that block leaves the loop: so {@code while}
 * becomes {@code do … while}. A loop that ends with the comparison of its counter and may be left at its top is one already;
 * copied, it ends with the comparison that was at its top, and C2 counts no loop by that: it looks at the bounds of
 * arrays and polls for safepoints in each round. Blocks end where the range of a handler ends, so a cut behind the first
 * instructions makes a first block that has only one way out. Nothing is executed for it.
 */
final class LoopSeams {
    private final FunctionScope scope;
    private final JumpWriter jumps;
    private final List<Label> seams = new ArrayList<>();

    LoopSeams(FunctionScope scope, JumpWriter jumps) {
        this.scope = scope;
        this.jumps = jumps;
    }

    /** Cuts here, in the block at a slot, if that begins a loop for which it pays. */
    void cut(int slot) {
        if (isCountedAtItsEnd(slot)) {
            Label seam = new Label();
            scope.out.visitLabel(seam);
            seams.add(seam);
        }
    }

    /** Covers a method with its handler, piece by piece; once all of it is written. */
    void cover(Label begin, Label end, Label handler) {
        Label from = begin;
        for (Label seam : seams) {
            scope.out.visitTryCatchBlock(from, seam, handler, null);
            from = seam;
        }
        scope.out.visitTryCatchBlock(from, end, handler, null);
    }

    /** Whether a later block jumps back to a slot by comparing small numbers, and the first one may leave. */
    private boolean isCountedAtItsEnd(int head) {
        int slot = head;
        while (slot < scope.layout.end() && !FunctionLayout.isJump(scope.at(slot))) {
            slot = scope.layout.next(slot);
        }
        if (slot >= scope.layout.end() || !FunctionLayout.isConditional(scope.at(slot))) {
            return false;
        }
        for (slot = scope.layout.next(slot); slot < scope.layout.end(); slot = scope.layout.next(slot)) {
            boolean jumpsBack = FunctionLayout.isConditional(scope.at(slot)) && scope.layout.target(slot) == head;
            if (jumpsBack && scope.tracking.isReached(slot) && jumps.comparesSmallNumbers(slot, scope.at(slot))) {
                return true;
            }
        }
        return false;
    }
}
