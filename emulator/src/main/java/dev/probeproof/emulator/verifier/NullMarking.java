// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.uapi.MapType;

/** What a test for null tells of all registers that hold the same pointer. */
final class NullMarking {
    private static final RegisterState NULL = RegisterState.constant(0);

    private final Checks checks;

    NullMarking(Checks checks) {
        this.checks = checks;
    }

    /** The pointer in a register of the current frame of a state, and all its copies, turned out null or not. */
    void mark(VerifierState state, int number, boolean isNull) {
        RegisterState tested = state.register(number);
        int id = tested.id();
        if (isNull && tested.referenceId() != 0 && tested.referenceId() == id) {
            // Nobody could release what was never there.
            checks.references.forget(state, id);
        }
        StateRegisters.replace(state, register -> {
            boolean same = register.mayBeNull() && register.id() == id;
            if (!same || register.isScalar()) {
                return register;
            }
            return isNull ? NULL : withoutId(withUsedUid(notNull(register)));
        });
    }

    /** Before 6.18, which look-up found an inner map matters only where its values hold what is bound to it. */
    private RegisterState withUsedUid(RegisterState register) {
        VerifierMap map = register.map();
        boolean unused = register.is(RegisterType.MAP_POINTER)
                && map != null
                && !checks.verification.profile.isAtLeast(6, 18)
                && !map.fields().has(MapFields.Kind.TIMER)
                && !map.fields().has(MapFields.Kind.WORKQUEUE);
        return unused ? register.change().mapUid(0).build() : register;
    }

    /** The pointer without its doubt. */
    static RegisterState notNull(RegisterState register) {
        VerifierMap map = register.map();
        if (!register.is(RegisterType.MAP_VALUE) || map == null) {
            return register.change().without(TypeFlags.MAY_BE_NULL).build();
        }
        VerifierMap inner = map.inner();
        RegisterState.Parts parts = register.change().without(TypeFlags.MAY_BE_NULL);
        if (inner != null) {
            return parts.type(RegisterType.MAP_POINTER)
                    .map(inner)
                    .mapUid(register.id())
                    .build();
        }
        MapType type = map.type();
        if (type == MapType.XSKMAP) {
            return parts.type(RegisterType.XDP_SOCK).map(null).build();
        }
        if (type == MapType.SOCKMAP || type == MapType.SOCKHASH) {
            return parts.type(RegisterType.SOCKET).map(null).build();
        }
        return parts.build();
    }

    /** Ids are kept only where a lock is told from another by them. */
    private static RegisterState withoutId(RegisterState register) {
        VerifierMap map = register.map();
        boolean mayHoldLock = register.is(RegisterType.MAP_VALUE)
                && map != null
                && (map.fields().has(MapFields.Kind.SPIN_LOCK) || map.fields().has(MapFields.Kind.RES_SPIN_LOCK));
        boolean allocated = register.has(TypeFlags.ALLOCATED);
        return mayHoldLock || allocated ? register : register.withId(0);
    }
}
