// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.Reference;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** What the program acquired and has to give back: the references that a state holds, and the sections it is in. */
final class References {
    private static final String EXIT = "BPF_EXIT instruction in main prog";

    private final Verification verification;
    private final CallRules rules;

    References(Verification verification) {
        this.verification = verification;
        rules = CallRules.of(verification.profile);
    }

    /** Takes a new reference, acquired at a slot; its id. */
    int acquire(int slot) {
        int id = verification.nextId();
        verification.state.references().add(new Reference(Reference.Kind.OBJECT, id, slot, null));
        return id;
    }

    /** Gives a reference back without looking at who still has it; whether it was held. */
    boolean forget(VerifierState state, int id) {
        int index = indexOf(state, id);
        if (index < 0) {
            return false;
        }
        remove(state.references(), index);
        return true;
    }

    /** Gives a reference back: no register and no stack slot may be used as it from now on. Whether it was held. */
    boolean release(int id) {
        if (!forget(verification.state, id)) {
            return false;
        }
        StateRegisters.replace(verification.state, register -> register.referenceId() == id ? invalid() : register);
        return true;
    }

    /** What becomes of a pointer to something that is gone, for users who may see addresses. */
    RegisterState invalid() {
        return verification.unknown();
    }

    private static int indexOf(VerifierState state, int id) {
        List<Reference> all = state.references();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).kind() == Reference.Kind.OBJECT && all.get(i).id() == id) {
                return i;
            }
        }
        return -1;
    }

    /** Takes one out; before 6.14 the last one takes its place. */
    void remove(List<Reference> all, int index) {
        Reference last = all.get(all.size() - 1);
        if (rules.locksAsReferences()) {
            all.remove(index);
        } else {
            all.remove(all.size() - 1);
            if (index < all.size()) {
                all.set(index, last);
            }
        }
    }

    /** At an exit instruction of any function, before it is left. */
    void requireNoneAtExit() {
        VerifierState state = verification.state;
        boolean main = state.currentFrame() == 0;
        if (rules.resourceTexts()) {
            requireNone(main, EXIT);
            return;
        }
        requireNoLocksAtExit();
        if (state.activePreemptLocks > 0 && main) {
            int count = state.activePreemptLocks;
            throw verification.reject(EINVAL, "%d bpf_preempt_enable%s missing", count, count == 1 ? " is" : "(s) are");
        }
        requireNoReferences();
    }

    /** Before 6.13: each section has a text of its own. */
    void requireNoLocksAtExit() {
        VerifierState state = verification.state;
        boolean main = state.currentFrame() == 0;
        boolean everywhere = !rules.staticCallsUnderLock();
        if (state.activeLocks > 0 && (main || everywhere)) {
            throw verification.reject(EINVAL, "bpf_spin_unlock is missing");
        }
        if (state.activeRcuLocks > 0 && (main || everywhere)) {
            throw verification.reject(EINVAL, "bpf_rcu_read_unlock is missing");
        }
    }

    /** An exception leaves all functions at once. */
    void requireNoneAtThrow() {
        if (rules.resourceTexts()) {
            requireNone(true, "bpf_throw", true);
        } else if (hasLeak(true)) {
            throw new Rejection(EINVAL);
        }
    }

    void requireNoneAtTailCall() {
        if (rules.resourceTexts()) {
            requireNone(true, "tail_call");
        } else {
            requireNoReferences("tail_call would lead to reference leak");
        }
    }

    void requireNoneAtPacketLoad(String what) {
        if (rules.resourceTexts()) {
            requireNone(true, what);
            return;
        }
        requireNoReferences(what + " cannot be mixed with socket references");
        if (verification.state.activeLocks > 0) {
            throw verification.reject(EINVAL, what + " cannot be used inside bpf_spin_lock-ed region");
        }
        if (verification.state.activeRcuLocks > 0) {
            throw verification.reject(EINVAL, what + " cannot be used inside bpf_rcu_read_lock-ed region");
        }
    }

    private void requireNone(boolean sections, String where) {
        requireNone(sections, where, false);
    }

    private void requireNone(boolean sections, String where, boolean exception) {
        VerifierState state = verification.state;
        if (sections && state.activeLocks > 0) {
            throw inside(where, "bpf_spin_lock");
        }
        if (hasLeak(exception)) {
            throw verification.reject(EINVAL, "%s", where + " would lead to reference leak");
        }
        if (sections && state.activeIrqId != 0) {
            throw inside(where, "bpf_local_irq_save");
        }
        if (sections && state.activeRcuLocks > 0) {
            throw inside(where, "bpf_rcu_read_lock");
        }
        if (sections && state.activePreemptLocks > 0) {
            throw inside(where, "bpf_preempt_disable");
        }
    }

    private Rejection inside(String where, String section) {
        return verification.reject(EINVAL, "%s cannot be used inside %s-ed region", where, section);
    }

    private void requireNoReferences(String leak) {
        if (hasLeak(false)) {
            throw verification.reject(EINVAL, "%s", leak);
        }
    }

    private void requireNoReferences() {
        if (hasLeak(false)) {
            throw new Rejection(EINVAL);
        }
    }

    private boolean hasLeak(boolean exception) {
        VerifierState state = verification.state;
        boolean callback = !rules.replaysCallbacks() && state.frame().inCallback;
        if (state.currentFrame() > 0 && !callback && !exception) {
            return false;
        }
        boolean leaks = false;
        for (Reference reference : state.references()) {
            if (reference.kind() != Reference.Kind.OBJECT || isReturned(reference) || callback && !isOwn(reference)) {
                continue;
            }
            verification.log.line("Unreleased reference id=%d alloc_insn=%d", reference.id(), reference.slot());
            leaks = true;
        }
        return leaks;
    }

    /** Struct-ops programs may hand a reference back to the kernel. */
    private boolean isReturned(Reference reference) {
        return verification.image.type() == ProgramType.STRUCT_OPS
                && verification.register(0).referenceId() == reference.id();
    }

    /** Whether the callback that is executed acquired it. */
    private boolean isOwn(Reference reference) {
        int subprogram = verification.frame().subprogram;
        return reference.slot() >= verification.subprograms.get(subprogram).start
                && reference.slot() < verification.subprograms.get(subprogram).end;
    }
}
