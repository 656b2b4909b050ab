// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Dynptrs that live in stack slots, when something else is stored there. */
final class StackObjects {
    private final Verification verification;
    private final References references;
    private final StackTraffic liveness;

    StackObjects(Verification verification, References references, StackTraffic liveness) {
        this.liveness = liveness;
        this.verification = verification;
        this.references = references;
    }

    /** A store reaches a slot: a dynptr there ends, unless it stands for something that must be given back. */
    void destroyIfDynptr(FrameState frame, int index) {
        if (frame.slot(index).kind(StackSlot.BYTES - 1) != SlotKind.DYNPTR) {
            return;
        }
        int first = DynptrSlot.isFirst(frame.slot(index).register()) ? index : index + 1;
        RegisterState dynptr = frame.slot(first).register();
        if (dynptr.referenceId() != 0 && !hasCopies(dynptr)) {
            throw verification.reject(EINVAL, "cannot overwrite referenced dynptr");
        }
        forgetSlices(dynptr.id());
        for (int i = first; i >= first - 1; i--) {
            verification.places.addSlot(i);
            frame.setSlot(i, StackSlot.EMPTY);
            liveness.write(frame, i);
        }
    }

    /** Whether another dynptr stands for the same reference, so that this one may go. */
    private boolean hasCopies(RegisterState dynptr) {
        if (!verification.profile.isAtLeast(6, 19)) {
            return false;
        }
        int count = 0;
        VerifierState state = verification.state;
        for (int number = 0; number <= state.currentFrame(); number++) {
            FrameState frame = state.frame(number);
            for (int i = 0; i < frame.stackSlots(); i++) {
                StackSlot slot = frame.slot(i);
                boolean same = slot.kind(StackSlot.BYTES - 1) == SlotKind.DYNPTR
                        && DynptrSlot.isFirst(slot.register())
                        && slot.register().referenceId() == dynptr.referenceId();
                count += same ? 1 : 0;
            }
        }
        return count > 1;
    }

    /** Pointers into a dynptr's memory are void with it. */
    void forgetSlices(int dynptrId) {
        // Before 7.0, kernels overlook those that kernel functions lent.
        boolean plainOnly = !verification.profile.isAtLeast(7, 0);
        StateRegisters.replace(
                verification.state,
                register -> DynptrSlot.isSliceOf(register, dynptrId, plainOnly) ? references.invalid() : register);
    }
}
