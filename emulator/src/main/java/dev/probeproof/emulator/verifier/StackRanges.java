// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.loader.uapi.Errno;
import org.jspecify.annotations.Nullable;

/** Stretches of stack that helpers get, or that are read at an offset that varies. */
final class StackRanges {
    private final Verification verification;
    private final Checks checks;
    private final StackBounds bounds;

    StackRanges(Verification verification, Checks checks, StackBounds bounds) {
        this.verification = verification;
        this.checks = checks;
        this.bounds = bounds;
    }

    /** Stack that a helper reads, or that it writes and the verifier then knows to be written. */
    void check(int number, int offset, int size, boolean zeroAllowed, boolean write, @Nullable CallMeta meta) {
        RegisterState pointer = verification.register(number);
        if (size == 0 && !zeroAllowed) {
            throw verification.reject(Errno.EACCES, "invalid zero-sized read");
        }
        boolean overwrites = write || meta != null && !verification.has(KernelChange.HELPER_READS_KEEP_SPILLS);
        bounds.requireWithin(pointer, number, offset, size, write, meta);
        boolean fixed = pointer.bounds().tnum().isConst();
        long min = fixed
                ? pointer.bounds().tnum().value() + offset
                : pointer.bounds().smin() + offset;
        long max = fixed ? min : pointer.bounds().smax() + offset;
        FrameState frame = verification.state.frame(pointer.frame());
        if (fixed && meta != null && meta.rawMode) {
            requireNoDynptr(frame, min, max + size);
            meta.accessSize = size;
            meta.rawRegister = number;
            return;
        }
        for (long i = min; i < max + size; i++) {
            checkByte(frame, pointer, number, min, i, size, overwrites, meta);
        }
    }

    private void requireNoDynptr(FrameState frame, long from, long to) {
        for (long i = from; i < to; i++) {
            if (frame.slot(StackMemory.slotOf(i)).kind(StackMemory.byteOf(i)) == SlotKind.DYNPTR) {
                throw verification.reject(Errno.EACCES, "potential write to dynptr at off=%d disallowed", i);
            }
        }
    }

    private void checkByte(
            FrameState frame,
            RegisterState pointer,
            int number,
            long min,
            long at,
            int size,
            boolean overwrites,
            @Nullable CallMeta meta) {
        int index = StackMemory.slotOf(at);
        StackSlot slot = frame.slot(index);
        SlotKind kind = slot.kind(StackMemory.byteOf(at));
        boolean allocated = index < frame.stackSlots();
        if (kind == SlotKind.ZERO || kind == SlotKind.INVALID && allocated && bounds.allowsUninitialized()) {
            if (overwrites) {
                frame.setSlot(index, slot.with(StackMemory.byteOf(at), SlotKind.MISC));
            }
        } else if (slot.isSpill()) {
            if (overwrites) {
                frame.setSlot(index, StackMemory.scrubbed(slot).withRegister(RegisterState.NOT_INIT));
            }
        } else if (kind != SlotKind.MISC) {
            String how = meta != null && !verification.has(KernelChange.DIRECT_STACK_WORDS) ? " indirect" : "";
            if (pointer.bounds().tnum().isConst()) {
                throw verification.reject(
                        Errno.EACCES,
                        "invalid%s read from stack R%d off %d+%d size %d",
                        how,
                        number,
                        min,
                        at - min,
                        size);
            }
            throw verification.reject(
                    Errno.EACCES,
                    "invalid%s read from stack R%d var_off %s+%d size %d",
                    how,
                    number,
                    pointer.bounds().tnum(),
                    at - min,
                    size);
        }
        checks.liveness.read(frame, index);
    }
}
