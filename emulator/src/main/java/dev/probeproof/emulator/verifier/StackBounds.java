// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.flow.Subprogram;
import dev.probeproof.emulator.verifier.number.Tnum;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.loader.uapi.Errno;
import org.jspecify.annotations.Nullable;

/** Where an access to the stack may lie, and how far the stack is known to reach by it. */
final class StackBounds {
    /** {@code MAX_BPF_STACK}. */
    private static final int MAX_BYTES = 512;

    private final Verification verification;

    StackBounds(Verification verification) {
        this.verification = verification;
    }

    /**
     * @param meta of the call that gets the memory; null for loads and stores
     */
    void requireWithin(
            RegisterState pointer, int number, int offset, int size, boolean write, @Nullable CallMeta meta) {
        String does = verb(write, meta);
        boolean fixed = pointer.bounds().tnum().isConst();
        long min;
        long max;
        if (fixed) {
            min = pointer.bounds().tnum().value() + offset;
            max = min + size;
        } else {
            if (pointer.bounds().smax() >= PointerArithmetic.MAX_OFFSET
                    || pointer.bounds().smin() <= -PointerArithmetic.MAX_OFFSET) {
                throw verification.reject(Errno.EACCES, "invalid unbounded variable-offset%s stack R%d", does, number);
            }
            min = pointer.bounds().smin() + offset;
            max = pointer.bounds().smax() + offset + size;
        }
        FrameState frame = verification.state.frame(pointer.frame());
        Errno errno = null;
        boolean grows = verification.has(KernelChange.STACK_GROWS_BY_READS) || write && meta == null;
        boolean anywhere =
                write || (verification.has(KernelChange.STACK_GROWS_BY_READS) ? allowsUninitialized() : meta != null);
        long lowest = anywhere ? -MAX_BYTES : -(long) frame.stackSlots() * StackSlot.BYTES;
        if (verification.has(KernelChange.STACK_BOUNDS_AS_RANGE)) {
            if (min < lowest || min > -1) {
                errno = Errno.EACCES;
            } else if (max > 0) {
                errno = Errno.EINVAL;
            } else if (size < 0) {
                errno = Errno.EFAULT;
            }
        } else if (min < lowest || min > -1 || size > 0 && (max - 1 < lowest || max - 1 > -1)) {
            errno = Errno.EACCES;
        }
        if (errno == null) {
            int slots = StackMemory.slotOf(min) + 1;
            if (grows) {
                frame.growStack(slots);
            }
            Subprogram function = verification.subprograms.get(frame.subprogram);
            function.stackDepth = Math.max(function.stackDepth, slots * StackSlot.BYTES);
            return;
        }
        if (fixed) {
            throw verification.reject(errno, "invalid%s stack R%d off=%d size=%d", does, number, min, size);
        }
        int apart = verification.has(KernelChange.POINTER_OFFSETS_IN_BOUNDS) ? pointer.offset() : 0;
        String place = verification.has(KernelChange.STACK_GROWS_BY_READS) ? " off=" + (offset - apart) : "";
        throw verification.reject(
                errno,
                "invalid variable-offset%s stack R%d var_off=%s%s size=%d",
                does,
                number,
                pointer.bounds().tnum().add(Tnum.constant(apart)),
                place,
                size);
    }

    private String verb(boolean write, @Nullable CallMeta meta) {
        if (meta != null && !verification.has(KernelChange.DIRECT_STACK_WORDS)) {
            return " indirect access to";
        }
        return write ? " write to" : " read from";
    }

    /** Whether bytes that nobody wrote may be read. */
    boolean allowsUninitialized() {
        return verification.has(KernelChange.UNINITIALIZED_STACK_READS);
    }
}
