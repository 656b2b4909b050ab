// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.Reference;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.VerifierState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a state as the log of a release prints it, {@code print_verifier_state} of the kernel:
 * {@code  frame1: R0=1 R10=fp0 fp-8=mmmm???? refs=2}. Begins with a blank, has no line end.
 */
public final class StateText {
    private final RegisterText registers;
    private final TypeText types;
    private final StackObjectText objects;
    private final LivenessMarks liveness;
    private final boolean marksLiveness;
    /** 5.0: bytes of the stack, not only spills and zeros. */
    private final boolean showsBytes;
    /** 5.16: parts of registers on the stack are spills. */
    private final boolean splitsSpills;
    /** 5.18: numbers have no word. */
    private final boolean omitsWordOfNumbers;
    /** 6.8: what was spilled is printed like a register. */
    private final boolean showsWholeSpills;
    /** 6.12, not 7.0. */
    private final boolean showsFirstSlots;

    /**
     * @param liveness asked for releases before 6.18 only
     */
    public StateText(KernelProfile profile, StackObjectText objects, LivenessMarks liveness) {
        this.objects = objects;
        this.liveness = liveness;
        registers = new RegisterText(profile, objects);
        types = new TypeText(profile);
        marksLiveness = !profile.isAtLeast(6, 18);
        showsBytes = profile.isAtLeast(5, 0);
        splitsSpills = profile.isAtLeast(5, 16);
        omitsWordOfNumbers = profile.isAtLeast(5, 18);
        showsWholeSpills = profile.isAtLeast(6, 8);
        showsFirstSlots = profile.isAtLeast(6, 12) && !profile.isAtLeast(7, 0);
    }

    public StateText(KernelProfile profile) {
        this(profile, StackObjectText.UNKNOWN, LivenessMarks.NONE);
    }

    /** Everything that the frame holds. */
    public String whole(VerifierState state, int frame) {
        return text(state, frame, null);
    }

    /** Only registers and slots of the set; references are always there. */
    public String changed(VerifierState state, int frame, PlaceSet places) {
        return text(state, frame, places);
    }

    private String text(VerifierState state, int number, @Nullable PlaceSet places) {
        FrameState frame = state.frame(number);
        StringBuilder text = new StringBuilder();
        if (frame.number != 0) {
            text.append(" frame").append(frame.number).append(':');
        }
        for (int i = 0; i < FrameState.REGISTERS; i++) {
            RegisterState register = frame.register(i);
            if (!register.is(RegisterType.NOT_INIT) && (places == null || places.hasRegister(i))) {
                text.append(" R").append(i);
                text.append(marksLiveness ? liveness.ofRegister(frame, i) : "");
                text.append('=').append(registers.of(register, frame.number));
            }
        }
        stack(text, frame, places);
        references(text, state.references());
        text.append(frame.inCallback ? " cb" : "");
        text.append(frame.inAsyncCallback ? " async_cb" : "");
        return text.toString();
    }

    private void stack(StringBuilder text, FrameState frame, @Nullable PlaceSet places) {
        for (int i = 0; i < frame.stackSlots(); i++) {
            StackSlot slot = frame.slot(i);
            if (slot.isAll(SlotKind.INVALID) || places != null && !places.hasSlot(i)) {
                continue;
            }
            switch (slot.kind(StackSlot.BYTES - 1)) {
                case DYNPTR -> {
                    // Two slots, of which the one at the lower address names the whole.
                    i++;
                    dynptr(name(text, frame, i), frame.slot(i).register());
                }
                case ITERATOR -> iterator(text, frame, i);
                case SPILL -> spill(name(text, frame, i), frame, slot);
                default -> unspilled(text, frame, i);
            }
        }
    }

    private StringBuilder name(StringBuilder text, FrameState frame, int index) {
        text.append(" fp").append(-StackSlot.BYTES * (index + 1));
        return text.append(marksLiveness ? liveness.ofSlot(frame, index) : "").append('=');
    }

    private void unspilled(StringBuilder text, FrameState frame, int index) {
        StackSlot slot = frame.slot(index);
        if (!splitsSpills && slot.isWholeSpill()) {
            spill(name(text, frame, index), frame, slot);
        } else if (showsBytes) {
            name(text, frame, index).append(bytes(slot));
        } else if (slot.kind(0) == SlotKind.ZERO) {
            name(text, frame, index).append('0');
        }
    }

    private static String bytes(StackSlot slot) {
        StringBuilder text = new StringBuilder(StackSlot.BYTES);
        for (int i = 0; i < StackSlot.BYTES; i++) {
            text.append(slot.kind(i).letter());
        }
        return text.toString();
    }

    private void spill(StringBuilder text, FrameState frame, StackSlot slot) {
        RegisterState register = slot.register();
        if (showsWholeSpills) {
            for (int i = 0; i < StackSlot.BYTES && slot.kind(i) != SlotKind.SPILL; i++) {
                text.append(slot.kind(i).letter());
            }
            text.append(registers.of(register, frame.number));
            return;
        }
        if (!register.isScalar() || !omitsWordOfNumbers) {
            text.append(types.of(register));
        }
        if (register.isScalar()) {
            text.append(register.isPrecise() ? "P" : "");
            text.append(register.isConstant() ? Long.toString(register.bounds().constantValue()) : "");
        }
    }

    private void dynptr(StringBuilder text, RegisterState dynptr) {
        text.append("dynptr_").append(objects.dynptrKind(dynptr)).append('(');
        RegisterText.Parts parts = new RegisterText.Parts(text);
        if (dynptr.id() != 0) {
            parts.next().append("id=").append(dynptr.id());
        }
        if (dynptr.referenceId() != 0) {
            parts.next().append("ref_id=").append(dynptr.referenceId());
        }
        if (showsFirstSlots) {
            // The kernel's mark for the first slot of a dynptr, which lies where a slice has the dynptr's id.
            parts.next().append("dynptr_id=1");
        }
        text.append(')');
    }

    /** Of several slots only the one that holds the reference is printed. */
    private void iterator(StringBuilder text, FrameState frame, int index) {
        RegisterState iterator = frame.slot(index).register();
        if (iterator.referenceId() == 0) {
            return;
        }
        name(text, frame, index)
                .append("iter_")
                .append(iteratorName(iterator))
                .append("(ref_id=")
                .append(iterator.referenceId())
                .append(",state=")
                .append(objects.iteratorState(iterator))
                .append(",depth=")
                .append(objects.iteratorDepth(iterator))
                .append(')');
    }

    /** {@code num} of {@code struct bpf_iter_num}. */
    private static String iteratorName(RegisterState iterator) {
        String name = iterator.types() == null ? "<invalid>" : iterator.types().name(iterator.typeId());
        return name.startsWith("bpf_iter_") ? name.substring("bpf_iter_".length()) : name;
    }

    private static void references(StringBuilder text, List<Reference> references) {
        String separator = " refs=";
        for (Reference reference : references) {
            if (reference.id() != 0) {
                text.append(separator).append(reference.id());
                separator = ",";
            }
        }
    }
}
