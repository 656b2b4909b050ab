// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;
import org.jspecify.annotations.Nullable;

/** Loads from the stack and stores to it, at known and at varying offsets. */
final class StackMemory {
    private final Verification verification;
    private final Checks checks;
    private final StackBounds bounds;
    private final StackRanges ranges;

    StackMemory(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        this.bounds = new StackBounds(verification);
        this.ranges = new StackRanges(verification, checks, bounds);
    }

    /** The bits that a number may need: 0 to 64. */
    static int width(RegisterState register) {
        return Long.SIZE - Long.numberOfLeadingZeros(register.bounds().umax());
    }

    static int slotOf(long offset) {
        return (int) (-offset - 1) / StackSlot.BYTES;
    }

    static int byteOf(long offset) {
        return (int) (-offset - 1) % StackSlot.BYTES;
    }

    StackRanges ranges() {
        return ranges;
    }

    /** A load into a register, or with -1 a read whose value goes nowhere. */
    void read(RegisterState pointer, int pointerNumber, int offset, int size, int valueNumber) {
        bounds.requireWithin(pointer, pointerNumber, offset, size, false, null);
        boolean fixed = pointer.bounds().tnum().isConst();
        if (valueNumber < 0 && !fixed) {
            throw verification.reject(
                    Errno.EACCES,
                    "variable offset stack pointer cannot be passed into helper function; var_off=%s off=%d size=%d",
                    pointer.bounds().tnum(),
                    offset,
                    size);
        }
        FrameState frame = verification.state.frame(pointer.frame());
        if (fixed) {
            readAt(frame, (int) pointer.bounds().tnum().value() + offset, size, valueNumber);
        } else {
            ranges.check(pointerNumber, offset, size, false, false, null);
            int min = (int) pointer.bounds().smin() + offset;
            int max = (int) pointer.bounds().smax() + offset;
            fillFromBytes(frame, min, max + size, valueNumber);
        }
    }

    /** A store of a register, or with -1 of the immediate of a store instruction or of something unknown. */
    void write(RegisterState pointer, int pointerNumber, int offset, int size, int valueNumber) {
        bounds.requireWithin(pointer, pointerNumber, offset, size, true, null);
        FrameState frame = verification.state.frame(pointer.frame());
        if (pointer.bounds().tnum().isConst()) {
            writeAt(frame, (int) pointer.bounds().tnum().value() + offset, size, valueNumber);
        } else {
            writeSomewhere(frame, pointer, offset, size, valueNumber);
        }
    }

    private void touch(FrameState frame, int index) {
        verification.places.addSlot(index);
    }

    private void readAt(FrameState frame, int offset, int size, int valueNumber) {
        int index = slotOf(offset);
        StackSlot slot = frame.slot(index);
        touch(frame, index);
        checks.liveness.read(frame, index);
        if (!slot.isSpill()) {
            requireReadable(frame, offset, size);
            if (valueNumber >= 0) {
                fillFromBytes(frame, offset, offset + size, valueNumber);
            }
            return;
        }
        int spilled = spillSize(slot);
        if (size != StackSlot.BYTES || spilled != StackSlot.BYTES) {
            if (!slot.register().isScalar()) {
                throw verification.reject(Errno.EACCES, "invalid size of register fill");
            }
            if (valueNumber < 0) {
                return;
            }
            if (!isNarrowFill(offset, size, spilled)) {
                fillFromPart(frame, slot, offset, size, valueNumber);
                return;
            }
            boolean linked = verification.has(KernelChange.NARROW_FILLS)
                    && size == Integer.BYTES
                    && spilled == Integer.BYTES
                    && width(slot.register()) <= Integer.SIZE;
            RegisterState filled = linked ? checks.links.identified(frame, index) : slot.register();
            boolean narrowed = width(filled) > size * Byte.SIZE;
            set(valueNumber, narrowed ? filled.change().id(0).offset(0).build() : filled);
        } else if (valueNumber >= 0) {
            set(valueNumber, slot.register());
        }
        checks.precision.pushStackAccess(frame.number, index);
    }

    private boolean isNarrowFill(int offset, int size, int spilled) {
        if (offset % StackSlot.BYTES != 0) {
            return false;
        }
        return verification.has(KernelChange.NARROW_FILLS) ? size <= spilled : size == spilled;
    }

    /** Bytes of a spilled register, but not its lowest. */
    private void fillFromPart(FrameState frame, StackSlot slot, int offset, int size, int valueNumber) {
        int spilledBytes = 0;
        int zeroBytes = 0;
        for (int i = 0; i < size; i++) {
            SlotKind kind = slot.kind(Math.floorMod(byteOf(offset) - i, StackSlot.BYTES));
            if (kind == SlotKind.SPILL) {
                spilledBytes++;
            } else if (kind == SlotKind.ZERO) {
                zeroBytes++;
            } else if (kind != SlotKind.MISC && !(kind == SlotKind.INVALID && bounds.allowsUninitialized())) {
                throw verification.reject(Errno.EACCES, "invalid read from stack off %d+%d size %d", offset, i, size);
            }
        }
        if (spilledBytes == size && slot.register().isNull() && verification.has(KernelChange.SPILLED_ZEROS)) {
            set(valueNumber, RegisterState.constant(0));
            checks.precision.pushStackAccess(frame.number, slotOf(offset));
        } else if (zeroBytes == size && verification.has(KernelChange.SPILLED_ZEROS)) {
            set(valueNumber, RegisterState.constant(0));
        } else {
            set(valueNumber, verification.unknown());
        }
    }

    private void requireReadable(FrameState frame, int offset, int size) {
        for (int i = 0; i < size; i++) {
            SlotKind kind = frame.slot(slotOf(offset + i)).kind(byteOf(offset + i));
            boolean readable = kind == SlotKind.MISC
                    || kind == SlotKind.ZERO
                    || kind == SlotKind.INVALID && bounds.allowsUninitialized();
            if (!readable) {
                throw verification.reject(Errno.EACCES, "invalid read from stack off %d+%d size %d", offset, i, size);
            }
        }
    }

    private void fillFromBytes(FrameState frame, int from, int to, int valueNumber) {
        for (int offset = from; offset < to; offset++) {
            if (frame.slot(slotOf(offset)).kind(byteOf(offset)) != SlotKind.ZERO) {
                set(valueNumber, verification.unknown());
                return;
            }
        }
        // A zero from the stack is one whatever was stored there before: that it is one need not be traced back.
        RegisterState zero = RegisterState.constant(0);
        set(valueNumber, verification.has(KernelChange.SPILLED_ZEROS) ? zero : zero.withPrecise(true));
    }

    private static int spillSize(StackSlot slot) {
        int size = 1;
        while (size < StackSlot.BYTES && slot.kind(StackSlot.BYTES - 1 - size) == SlotKind.SPILL) {
            size++;
        }
        return size;
    }

    private void set(int number, RegisterState register) {
        verification.set(number, register);
    }

    private void writeAt(FrameState frame, int offset, int size, int valueNumber) {
        int index = slotOf(offset);
        checks.stackObjects.destroyIfDynptr(frame, index);
        touch(frame, index);
        RegisterState value = valueNumber >= 0 ? verification.register(valueNumber) : null;
        boolean aligned = offset % StackSlot.BYTES == 0;
        if (size == StackSlot.BYTES && aligned) {
            checks.liveness.write(frame, index);
        }
        if (value != null && aligned && value.isScalar() && spillsNumber(value, size)) {
            spillNumber(frame, index, size, valueNumber, value);
            checks.precision.pushStackAccess(frame.number, index);
        } else if (value == null && aligned && storesImmediate() && spillsImmediate()) {
            RegisterState constant =
                    RegisterState.constant(verification.instruction().imm());
            save(frame, index, constant, size);
            checks.precision.pushStackAccess(frame.number, index);
        } else if (value != null && value.isPointer()) {
            if (size != StackSlot.BYTES) {
                throw verification.reject(Errno.EACCES, "invalid size of register spill");
            }
            if (frame != verification.frame() && value.is(RegisterType.STACK)) {
                throw verification.reject(
                        Errno.EINVAL, "cannot spill pointers to stack into stack frame of the caller");
            }
            save(frame, index, value, size);
            checks.precision.pushStackAccess(frame.number, index);
        } else {
            storeBytes(frame, offset, size, valueNumber, value);
        }
    }

    private boolean spillsNumber(RegisterState value, int size) {
        if (verification.has(KernelChange.NARROW_FILLS)) {
            return true;
        }
        boolean whole = size == StackSlot.BYTES || verification.has(KernelChange.PARTIAL_SPILLS);
        return whole && isBounded(value) && !value.isNull();
    }

    private boolean isBounded(RegisterState value) {
        // "Bounded" of old releases: some of the 64-bit limits is narrower than all.
        return value.bounds().smin() != Long.MIN_VALUE
                || value.bounds().smax() != Long.MAX_VALUE
                || value.bounds().umin() != 0
                || value.bounds().umax() != -1
                || value.bounds().s32min() != Integer.MIN_VALUE
                || value.bounds().s32max() != Integer.MAX_VALUE
                || value.bounds().u32min() != 0
                || value.bounds().u32max() != -1;
    }

    private boolean spillsImmediate() {
        return verification.has(KernelChange.NARROW_FILLS)
                || verification.has(KernelChange.IMMEDIATE_SPILLS)
                        && verification.instruction().imm() != 0;
    }

    private void spillNumber(FrameState frame, int index, int size, int valueNumber, RegisterState value) {
        if (verification.has(KernelChange.NARROW_FILLS)) {
            boolean fits = width(value) <= size * Byte.SIZE;
            RegisterState spilled = fits
                    ? checks.links.identified(valueNumber)
                    : value.change().id(0).offset(0).build();
            save(frame, index, spilled, size);
            return;
        }
        boolean throughFramePointer = verification.instruction().dst() == FrameState.FRAME_POINTER;
        if (!throughFramePointer && !verification.has(KernelChange.STACK_ACCESS_HISTORY)) {
            checks.precision.markRegister(valueNumber);
        }
        RegisterState kept = verification.register(valueNumber);
        boolean fits = width(kept) <= size * Byte.SIZE;
        save(frame, index, fits ? kept : kept.change().id(0).build(), size);
    }

    private static void save(FrameState frame, int index, RegisterState register, int size) {
        StackSlot old = frame.slot(index);
        StackSlot slot = StackSlot.spill(register, size, SlotKind.INVALID);
        for (int i = 0; i < StackSlot.BYTES - size; i++) {
            SlotKind kind = old.kind(i);
            boolean kept = kind == SlotKind.ZERO || kind == SlotKind.INVALID;
            slot = slot.with(i, kept ? kind : SlotKind.MISC);
        }
        frame.setSlot(index, slot);
    }

    private void storeBytes(FrameState frame, int offset, int size, int valueNumber, @Nullable RegisterState value) {
        int index = slotOf(offset);
        StackSlot slot = frame.slot(index);
        slot = withoutSpecial(slot);
        SlotKind kind = SlotKind.MISC;
        boolean zero = value != null && value.isNull()
                || value == null
                        && storesImmediate()
                        && verification.instruction().imm() == 0
                        && verification.has(KernelChange.IMMEDIATE_ZEROS);
        if (zero) {
            if (value != null) {
                // Later states may rely on the zero: that it was one has to be remembered.
                checks.precision.markRegister(valueNumber);
            }
            kind = SlotKind.ZERO;
        }
        for (int i = 0; i < size; i++) {
            slot = slot.with(Math.floorMod(byteOf(offset) - i, StackSlot.BYTES), kind);
        }
        frame.setSlot(index, slot);
    }

    /** What is stored over a register, or a part of an object, leaves bytes of it. */
    private static StackSlot withoutSpecial(StackSlot slot) {
        SlotKind top = slot.kind(StackSlot.BYTES - 1);
        boolean special =
                top == SlotKind.SPILL || top == SlotKind.DYNPTR || top == SlotKind.ITERATOR || top == SlotKind.IRQ_FLAG;
        StackSlot forgotten = slot.withRegister(RegisterState.NOT_INIT);
        return special ? scrubbed(forgotten) : forgotten;
    }

    static StackSlot scrubbed(StackSlot slot) {
        StackSlot scrubbed = slot;
        for (int i = 0; i < StackSlot.BYTES; i++) {
            if (slot.kind(i) != SlotKind.INVALID) {
                scrubbed = scrubbed.with(i, SlotKind.MISC);
            }
        }
        return scrubbed;
    }

    private boolean storesImmediate() {
        Instruction instruction = verification.instruction();
        return instruction.instructionClass() == Opcode.ST && (instruction.opcode() & 0xe0) == Opcode.MEM;
    }

    private void writeSomewhere(FrameState frame, RegisterState pointer, int offset, int size, int valueNumber) {
        int min = (int) pointer.bounds().smin() + offset;
        int max = (int) pointer.bounds().smax() + offset + size;
        RegisterState value = valueNumber >= 0 ? verification.register(valueNumber) : null;
        boolean zero = value != null && value.isNull()
                || value == null
                        && storesImmediate()
                        && verification.instruction().imm() == 0
                        && verification.has(KernelChange.IMMEDIATE_ZEROS);
        for (int i = min; i < max; i++) {
            checks.stackObjects.destroyIfDynptr(frame, slotOf(i));
        }
        boolean keptZero = false;
        for (int i = min; i < max; i++) {
            int index = slotOf(i);
            StackSlot slot = frame.slot(index);
            SlotKind kind = slot.kind(byteOf(i));
            touch(frame, index);
            if (zero
                    && kind == SlotKind.SPILL
                    && slot.isSpilledScalar()
                    && slot.register().isNull()
                    && verification.has(KernelChange.SPILLED_ZEROS)) {
                keptZero = true;
                continue;
            }
            slot = verification.has(KernelChange.SCRUBBED_SPILLS)
                    ? withoutSpecial(slot)
                    : slot.withRegister(RegisterState.NOT_INIT);
            kind = slot.kind(byteOf(i));
            SlotKind written = SlotKind.MISC;
            if (zero && kind == SlotKind.ZERO) {
                written = SlotKind.ZERO;
                keptZero = true;
            }
            if (kind == SlotKind.INVALID && !bounds.allowsUninitialized()) {
                throw verification.reject(
                        Errno.EINVAL,
                        "uninit stack in range of var-offset write prohibited for !root; insn %d, off: %d",
                        verification.slot,
                        i);
            }
            frame.setSlot(index, slot.with(byteOf(i), written));
        }
        if (keptZero && valueNumber >= 0) {
            checks.precision.markRegister(valueNumber);
        }
    }
}
