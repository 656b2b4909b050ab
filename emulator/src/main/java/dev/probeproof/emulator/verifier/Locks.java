// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.emulator.verifier.state.Reference;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.uapi.Errno;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.loader.uapi.Errno.EACCES;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Spin locks in map values and objects: taking, giving back, and what must not happen in between. */
final class Locks {
    private final Verification verification;
    private final Checks checks;
    private final CallRules rules;
    private final Errno refusal;

    Locks(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        rules = CallRules.of(verification.profile);
        refusal = rules.locksAnswerEinval() ? EINVAL : EACCES;
    }

    /** A helper's argument is a lock. */
    void check(int number, boolean take) {
        RegisterState register = verification.register(number);
        Object holder = holder(register, number, "bpf_spin", MapFields.Kind.SPIN_LOCK);
        if (take) {
            take(Reference.Kind.LOCK, register.id(), holder);
        } else {
            giveBack(Reference.Kind.LOCK, "bpf_spin", register.id(), holder);
        }
    }

    /** A kfunc's argument is a resilient lock. */
    void checkResilient(int number, boolean take, boolean interruptsOff) {
        RegisterState register = verification.register(number);
        Object holder = holder(register, number, "bpf_res_spin", MapFields.Kind.RES_SPIN_LOCK);
        Reference.Kind kind = interruptsOff ? Reference.Kind.RES_LOCK_IRQ : Reference.Kind.RES_LOCK;
        if (take) {
            take(kind, register.id(), holder);
        } else {
            giveBack(kind, "bpf_res_spin", register.id(), holder);
        }
    }

    private Object holder(RegisterState register, int number, String lock, MapFields.Kind kind) {
        VerifierMap map = register.is(RegisterType.MAP_VALUE) ? register.map() : null;
        if (!register.bounds().isConstant()) {
            throw verification.reject(
                    refusal,
                    "R%d doesn't have constant offset. %s_lock has to be at the constant offset",
                    number,
                    lock);
        }
        if (map == null) {
            throw CallChecks.notModelled(verification, "locks in objects that the program allocated");
        }
        if (map.types() == null) {
            throw verification.reject(refusal, "map '%s' has to have BTF in order to use %s_lock", map.name(), lock);
        }
        requireField(map, register, lock, map.fields().find(kind));
        return map;
    }

    private void requireField(VerifierMap map, RegisterState register, String lock, Optional<MapFields.Field> field) {
        boolean tellsPlace = verification.profile.isAtLeast(6, 2);
        if (field.isEmpty()) {
            throw tellsPlace
                    ? verification.reject(refusal, "map '%s' has no valid %s_lock", map.name(), lock)
                    : verification.reject(refusal, "map '%s' doesn't have 'struct %s_lock'", map.name(), lock);
        }
        int offset = field.get().offset();
        long place = register.bounds().constantValue() + register.offset();
        if (offset != place) {
            throw tellsPlace
                    ? verification.reject(
                            refusal, "off %d doesn't point to 'struct %s_lock' that is at %d", place, lock, offset)
                    : verification.reject(refusal, "off %d doesn't point to 'struct %s_lock'", place, lock);
        }
    }

    private void take(Reference.Kind kind, int id, Object holder) {
        VerifierState state = verification.state;
        if (state.activeLocks > 0) {
            if (kind == Reference.Kind.LOCK && (!rules.locksAsReferences() || find(kind, 0, null) >= 0)) {
                throw verification.reject(refusal, "Locking two bpf_spin_locks are not allowed");
            }
            if (kind != Reference.Kind.LOCK
                    && (find(Reference.Kind.RES_LOCK, id, holder) >= 0
                            || find(Reference.Kind.RES_LOCK_IRQ, id, holder) >= 0)) {
                throw verification.reject(EINVAL, "Acquiring the same lock again, AA deadlock detected");
            }
        }
        if (rules.locksAsReferences()) {
            state.references().add(new Reference(kind, id, verification.slot, holder));
        }
        state.activeLocks++;
        state.activeLockId = id;
        state.activeLockPointer = holder;
    }

    private void giveBack(Reference.Kind kind, String lock, int id, Object holder) {
        VerifierState state = verification.state;
        if (state.activeLocks == 0) {
            throw verification.reject(refusal, "%s_unlock without taking a lock", lock);
        }
        if (rules.locksAsReferences()) {
            int index = find(kind, id, holder);
            if (index < 0) {
                throw verification.reject(refusal, "%s_unlock of different lock", lock);
            }
            if (id != state.activeLockId || holder != state.activeLockPointer) {
                throw verification.reject(refusal, "%s_unlock cannot be out of order", lock);
            }
            dropLast(index);
        } else {
            if (id != state.activeLockId || verification.profile.isAtLeast(6, 2) && holder != state.activeLockPointer) {
                throw verification.reject(refusal, "%s_unlock of different lock", lock);
            }
            state.activeLocks = 0;
            state.activeLockId = 0;
            state.activeLockPointer = null;
        }
        forgetNonOwning();
    }

    /** Takes the innermost lock out of the references; the one before it is the innermost now. */
    private void dropLast(int index) {
        VerifierState state = verification.state;
        List<Reference> all = state.references();
        state.activeLockId = 0;
        state.activeLockPointer = null;
        for (Reference reference : all.subList(0, index)) {
            if (reference.isLock()) {
                state.activeLockId = reference.id();
                state.activeLockPointer = reference.pointer();
            }
        }
        checks.references.remove(all, index);
        state.activeLocks--;
    }

    private int find(Reference.Kind kind, int id, @Nullable Object holder) {
        List<Reference> all = verification.state.references();
        for (int i = 0; i < all.size(); i++) {
            Reference reference = all.get(i);
            boolean any = id == 0 && holder == null;
            if (reference.kind() == kind && (any || reference.id() == id && reference.pointer() == holder)) {
                return i;
            }
        }
        return -1;
    }

    /** What the lock kept in a tree or list may be gone now. */
    void forgetNonOwning() {
        StateRegisters.replace(
                verification.state,
                register -> register.has(TypeFlags.NON_OWNING) ? checks.references.invalid() : register);
    }
}
