// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.KernelFunction.Flag;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.SlotKind;
import dev.probeproof.emulator.verifier.state.StackSlot;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierState;

import static dev.probeproof.loader.uapi.Errno.EACCES;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Sections of a program in which pointers under RCU stay valid, nothing else is scheduled, or interrupts are off. */
final class CriticalSections {
    private final Verification verification;

    CriticalSections(Verification verification) {
        this.verification = verification;
    }

    /** Whether what RCU protects stays where it is: in a section of its own, and in any program that cannot sleep. */
    boolean isInRcuSection() {
        VerifierState state = verification.state;
        return state.activeRcuLocks > 0
                || state.activeLocks > 0
                || state.activePreemptLocks > 0 && verification.profile.isAtLeast(6, 18)
                || state.activeIrqId != 0 && verification.profile.isAtLeast(6, 18)
                || !(verification.isSleepable() || state.inSleepable);
    }

    /** Enters or leaves sections by a call, or refuses it in one. */
    void check(KernelFunction function) {
        boolean sleeps = function.has(Flag.SLEEPABLE);
        checkRcu(function, sleeps);
        checkPreemption(function, sleeps);
        if (verification.state.activeIrqId != 0 && sleeps) {
            throw sleepsIn(function, "IRQ-disabled region");
        }
        if (function.has(Flag.RCU_PROTECTED) && verification.profile.isAtLeast(6, 18) && !isInRcuSection()) {
            throw verification.reject(
                    EACCES, "kernel func %s requires RCU critical section protection", function.name());
        }
    }

    private RuntimeException sleepsIn(KernelFunction function, String where) {
        return verification.reject(EACCES, "kernel func %s is sleepable within %s", function.name(), where);
    }

    private void checkRcu(KernelFunction function, boolean sleeps) {
        VerifierState state = verification.state;
        boolean nests = verification.profile.isAtLeast(6, 19);
        if (function.is("bpf_rcu_read_lock")) {
            if (state.activeRcuLocks > 0 && !nests) {
                throw verification.reject(EINVAL, "nested rcu read lock (kernel function %s)", function.name());
            }
            state.activeRcuLocks++;
        } else if (function.is("bpf_rcu_read_unlock")) {
            if (state.activeRcuLocks == 0) {
                throw verification.reject(EINVAL, "unmatched rcu read unlock (kernel function %s)", function.name());
            }
            if (--state.activeRcuLocks == 0) {
                distrust();
            }
        } else if (sleeps && state.activeRcuLocks > 0) {
            throw sleepsIn(function, "rcu_read_lock region");
        }
    }

    /** What RCU protected may be gone: it can still be read, with care. */
    private void distrust() {
        VerifierState state = verification.state;
        StateRegisters.replace(state, CriticalSections::distrusted);
        for (int number = 0; number <= state.currentFrame(); number++) {
            FrameState frame = state.frame(number);
            for (int i = 0; i < frame.stackSlots(); i++) {
                StackSlot slot = frame.slot(i);
                if (slot.kind(StackSlot.BYTES - 1) == SlotKind.ITERATOR) {
                    frame.setSlot(i, slot.withRegister(distrusted(slot.register())));
                }
            }
        }
    }

    private static RegisterState distrusted(RegisterState register) {
        if (!register.has(TypeFlags.RCU)) {
            return register;
        }
        return register.change()
                .without(TypeFlags.RCU | TypeFlags.MAY_BE_NULL)
                .with(TypeFlags.UNTRUSTED)
                .build();
    }

    private void checkPreemption(KernelFunction function, boolean sleeps) {
        VerifierState state = verification.state;
        if (function.is("bpf_preempt_disable")) {
            state.activePreemptLocks++;
        } else if (function.is("bpf_preempt_enable")) {
            if (state.activePreemptLocks == 0) {
                throw verification.reject(
                        EINVAL, "unmatched attempt to enable preemption (kernel function %s)", function.name());
            }
            state.activePreemptLocks--;
        } else if (sleeps && state.activePreemptLocks > 0) {
            throw sleepsIn(function, "non-preemptible region");
        }
    }
}
