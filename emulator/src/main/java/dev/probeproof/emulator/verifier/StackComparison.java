// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/** Whether what was explored with a stack includes what can be done with another ({@code stacksafe}). */
final class StackComparison {
    private final PruningRules rules;
    private final IdMap ids;
    private final RegisterComparison registers;
    /** Whether slots that no path read need not be covered. */
    private final boolean marksAreComplete;

    StackComparison(PruningRules rules, IdMap ids, RegisterComparison registers, boolean marksAreComplete) {
        this.marksAreComplete = marksAreComplete;
        this.rules = rules;
        this.ids = ids;
        this.registers = registers;
    }

    /** Slots that only the current stack has do not matter: what was explored did not use them. */
    boolean covers(FrameState old, FrameState current, ComparisonLevel level) {
        for (int i = 0; i < old.stackSlots(); i++) {
            StackSlot before = old.slot(i);
            if (level == ComparisonLevel.NOT_EXACT
                    && (before == StackSlot.EMPTY || marksAreComplete && !old.isSlotRead(i))) {
                continue;
            }
            if (!covers(before, current.slot(i), i < current.stackSlots(), level)) {
                return false;
            }
        }
        return true;
    }

    private boolean covers(StackSlot old, StackSlot current, boolean allocated, ComparisonLevel level) {
        boolean exact = level == ComparisonLevel.EXACT
                || level == ComparisonLevel.RANGE_WITHIN && rules.comparesSlotKindsInLoops();
        @Nullable RegisterState oldScalar = rules.comparesMiscWithScalars() ? scalarOf(old) : null;
        @Nullable RegisterState currentScalar = oldScalar == null ? null : scalarOf(current);
        for (int i = 0; i < StackSlot.BYTES; i++) {
            SlotKind kind = old.kind(i);
            SlotKind now = current.kind(i);
            if (exact && (!allocated || kind != now)) {
                return false;
            }
            if (kind == SlotKind.INVALID || kind == SlotKind.MISC && rules.readsUninitializedStack()) {
                continue;
            }
            if (!allocated) {
                return false;
            }
            if (oldScalar != null && currentScalar != null) {
                return registers.covers(oldScalar, currentScalar, true, level);
            }
            if (kind == SlotKind.MISC && now == SlotKind.ZERO) {
                continue;
            }
            if (kind != now) {
                return false;
            }
            if (i == StackSlot.BYTES - 1 && !sameObject(kind, old.register(), current.register(), level)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameObject(SlotKind kind, RegisterState old, RegisterState current, ComparisonLevel level) {
        return switch (kind) {
            case SPILL -> registers.covers(old, current, true, level);
            case DYNPTR, IRQ_FLAG ->
                old.detail() == current.detail() && ids.matches(old.referenceId(), current.referenceId());
            case ITERATOR ->
                old.types() == current.types()
                        && old.typeId() == current.typeId()
                        && IteratorSlot.state(old) == IteratorSlot.state(current)
                        && ids.matches(old.referenceId(), current.referenceId());
            case MISC, ZERO, INVALID -> true;
        };
    }

    /** The scalar that eight bytes load as: one that was spilled whole, or an unknown one if they are any bytes. */
    private @Nullable RegisterState scalarOf(StackSlot slot) {
        if (slot.isSpill()) {
            return slot.isWholeSpill() && slot.register().isScalar() ? slot.register() : null;
        }
        for (int i = 0; i < StackSlot.BYTES; i++) {
            SlotKind kind = slot.kind(i);
            if (kind != SlotKind.MISC && !(kind == SlotKind.INVALID && rules.readsUninitializedStack())) {
                return null;
            }
        }
        return RegisterState.UNKNOWN;
    }

    /** Whether an open iterator of the older state has advanced since: then a loop over it is not an infinite one. */
    static boolean iteratorsAdvanced(VerifierState old, VerifierState current) {
        for (int i = 0; i <= old.currentFrame(); i++) {
            FrameState frame = old.frame(i);
            for (int j = 0; j < frame.stackSlots(); j++) {
                StackSlot slot = frame.slot(j);
                if (slot.kind(0) == SlotKind.ITERATOR
                        && IteratorSlot.isActive(slot.register())
                        && IteratorSlot.depth(slot.register())
                                != IteratorSlot.depth(current.frame(i).slot(j).register())) {
                    return true;
                }
            }
        }
        return false;
    }
}
