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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StateTextTest {
    private final VerifierState state = new VerifierState();
    private final FrameState frame = new FrameState(0, -1, 0);

    @BeforeEach
    void enterTheProgram() {
        state.enter(frame);
        frame.set(10, RegisterState.pointer(RegisterType.STACK).build());
    }

    private String whole(String release) {
        return new StateText(KernelProfile.of(release)).whole(state, state.currentFrame());
    }

    private void slot(int index, StackSlot slot) {
        frame.growStack(index + 1);
        frame.setSlot(index, slot);
    }

    @Test
    void leavesOutWhatIsNotInitialized() {
        frame.set(1, RegisterState.pointer(RegisterType.CONTEXT).build());

        assertThat(whole("6.18")).isEqualTo(" R1=ctx() R10=fp0");
    }

    @Test
    void printsBytesOfTheStackHighestAddressFirst() {
        slot(0, StackSlot.filled(SlotKind.INVALID).with(7, SlotKind.MISC).with(6, SlotKind.ZERO));

        assertThat(whole("6.18")).isEqualTo(" R10=fp0 fp-8=??????0m");
        assertThat(whole("4.18")).isEqualTo(" R10=fp0");
    }

    @Test
    void printsSpillsLikeRegistersSince68() {
        slot(0, StackSlot.spill(RegisterState.constant(20), 4, SlotKind.INVALID));
        slot(1, StackSlot.spill(RegisterState.UNKNOWN.withId(1), 8, SlotKind.INVALID));

        assertThat(whole("6.18")).isEqualTo(" R10=fp0 fp-8=????20 fp-16=scalar(id=1)");
        assertThat(whole("6.1")).isEqualTo(" R10=fp0 fp-8=20 fp-16=");
    }

    @Test
    void saysInvForSpilledNumbersBefore518() {
        slot(0, StackSlot.spill(RegisterState.constant(20).withPrecise(true), 8, SlotKind.INVALID));

        assertThat(whole("5.10")).isEqualTo(" R10=fp0 fp-8=invP20");
    }

    @Test
    void namesTheFrameOfACallee() {
        FrameState callee = new FrameState(1, 3, 1);
        callee.set(1, RegisterState.pointer(RegisterType.STACK).offset(-8).build());
        state.enter(callee);

        assertThat(whole("6.18")).isEqualTo(" frame1: R1=fp[0]-8");
    }

    @Test
    void endsWithReferencesAndTheMarkOfACallback() {
        state.references().add(new Reference(Reference.Kind.OBJECT, 2, 5, null));
        state.references().add(new Reference(Reference.Kind.OBJECT, 4, 9, null));
        frame.inCallback = true;

        assertThat(whole("6.18")).isEqualTo(" R10=fp0 refs=2,4 cb");
    }

    @Test
    void printsOnlyWhatChanged() {
        frame.set(0, RegisterState.constant(1));
        slot(0, StackSlot.filled(SlotKind.ZERO));
        slot(1, StackSlot.filled(SlotKind.MISC));
        PlaceSet changed = new PlaceSet();
        changed.addRegister(0);
        changed.addSlot(1);

        assertThat(new StateText(KernelProfile.of("6.18")).changed(state, 0, changed))
                .isEqualTo(" R0=1 fp-16=mmmmmmmm");
    }

    @Test
    void marksLivenessBefore618() {
        LivenessMarks written = new LivenessMarks() {
            @Override
            public String ofRegister(FrameState of, int number) {
                return number == 0 ? "_w" : "";
            }

            @Override
            public String ofSlot(FrameState of, int index) {
                return "_rw";
            }
        };
        frame.set(0, RegisterState.constant(1));
        slot(0, StackSlot.filled(SlotKind.MISC));

        assertThat(new StateText(KernelProfile.of("6.12"), StackObjectText.UNKNOWN, written).whole(state, 0))
                .isEqualTo(" R0_w=1 R10=fp0 fp-8_rw=mmmmmmmm");
        assertThat(new StateText(KernelProfile.of("6.18"), StackObjectText.UNKNOWN, written).whole(state, 0))
                .isEqualTo(" R0=1 R10=fp0 fp-8=mmmmmmmm");
    }
}
