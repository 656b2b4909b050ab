// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import java.util.Optional;

import static dev.probeproof.loader.uapi.Errno.EINVAL;
import static dev.probeproof.loader.uapi.Errno.EOPNOTSUPP;

/** Arguments that point to a timer in a map value. */
final class Timers {
    private final Verification verification;

    Timers(Verification verification) {
        this.verification = verification;
    }

    void check(int number, CallMeta meta) {
        RegisterState register = verification.register(number);
        VerifierMap map = register.map();
        if (map == null) {
            throw verification.fault("a timer outside of maps");
        }
        if (!register.bounds().isConstant()) {
            throw verification.reject(
                    EINVAL, "R%d doesn't have constant offset. bpf_timer has to be at the constant offset", number);
        }
        if (map.types() == null) {
            throw verification.reject(EINVAL, "map '%s' has to have BTF in order to use bpf_timer", map.name());
        }
        long place = register.bounds().constantValue() + register.offset();
        requireTimer(map, place);
        if (meta.map != null) {
            throw verification.fault("Two map pointers in a timer helper");
        }
        if (verification
                        .target
                        .config()
                        .value("CONFIG_PREEMPT_RT")
                        .filter("y"::equals)
                        .isPresent()
                && !verification.profile.isAtLeast(7, 0)) {
            throw verification.reject(EOPNOTSUPP, "bpf_timer cannot be used for PREEMPT_RT.");
        }
        meta.mapUid = register.mapUid();
        meta.map = map;
    }

    /** A work queue in a map value (Linux 6.10). */
    void checkWorkQueue(int number, KfuncMeta meta) {
        RegisterState register = verification.register(number);
        VerifierMap map = register.map();
        Optional<MapFields.Field> queue =
                map == null ? Optional.empty() : map.fields().find(MapFields.Kind.WORKQUEUE);
        if (map == null || queue.isEmpty()) {
            throw CallChecks.notModelled(verification, "a work queue in a map without one");
        }
        long place = register.bounds().constantValue() + register.offset();
        if (queue.get().offset() != place) {
            throw verification.reject(
                    EINVAL,
                    "off %d doesn't point to 'struct bpf_wq' that is at %d",
                    place,
                    queue.get().offset());
        }
        meta.mapUid = register.mapUid();
        meta.map = map;
    }

    private void requireTimer(VerifierMap map, long place) {
        Optional<MapFields.Field> timer = map.fields().find(MapFields.Kind.TIMER);
        boolean tellsPlace = verification.profile.isAtLeast(6, 2);
        if (timer.isEmpty()) {
            throw tellsPlace
                    ? verification.reject(EINVAL, "map '%s' has no valid bpf_timer", map.name())
                    : verification.reject(EINVAL, "map '%s' doesn't have 'struct bpf_timer'", map.name());
        }
        int offset = timer.get().offset();
        if (offset != place) {
            throw verification.reject(
                    EINVAL, "off %d doesn't point to 'struct bpf_timer' that is at %d", place, offset);
        }
    }
}
