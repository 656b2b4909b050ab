// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.MapFields;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.Errno;
import java.util.Optional;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/**
 * Kernel pointers (kptrs) in map values. What can be said without knowing the kernel's destructors is said; a program that
 * gets further has no verdict here.
 */
final class KernelPointers {
    private final Verification verification;

    KernelPointers(Verification verification) {
        this.verification = verification;
    }

    /** An access whose place was checked. */
    void access(int number, int offset, boolean write, int valueNumber) {
        throw notModelled("access to a kernel pointer in a map value");
    }

    /** The place of {@code bpf_kptr_xchg}. */
    void checkExchange(int number, CallMeta meta) {
        RegisterState register = verification.register(number);
        VerifierMap map = register.map();
        if (map == null) {
            throw notModelled("bpf_kptr_xchg in an object that the program allocated");
        }
        boolean constantFirst = !verification.profile.isAtLeast(6, 12);
        if (constantFirst) {
            requireConstant(register, number);
        }
        if (map.types() == null) {
            throw verification.reject(EINVAL, "map '%s' has to have BTF in order to use bpf_kptr_xchg", map.name());
        }
        boolean any = map.fields().all().stream().anyMatch(KernelPointers::isKptr);
        if (!any) {
            throw verification.reject(EINVAL, "map '%s' has no valid kptr", map.name());
        }
        if (!constantFirst) {
            requireConstant(register, number);
        }
        long place = register.offset() + register.bounds().constantValue();
        Optional<MapFields.Field> field = map.fields().all().stream()
                .filter(candidate -> isKptr(candidate) && candidate.offset() == place)
                .findFirst();
        if (field.isEmpty()) {
            throw verification.reject(Errno.EACCES, "off=%d doesn't point to kptr", place);
        }
        if (field.get().kind() == MapFields.Kind.KPTR_UNREF) {
            throw verification.reject(Errno.EACCES, "off=%d kptr isn't referenced kptr", place);
        }
        meta.kptr = field.get();
        meta.map = map;
    }

    private void requireConstant(RegisterState register, int number) {
        if (!register.bounds().isConstant()) {
            throw verification.reject(
                    EINVAL, "R%d doesn't have constant offset. kptr has to be at the constant offset", number);
        }
    }

    private static boolean isKptr(MapFields.Field field) {
        return switch (field.kind()) {
            case KPTR_UNREF, KPTR_REF, KPTR_PERCPU -> true;
            default -> false;
        };
    }

    void requireSameType(RegisterState register, int number, CallMeta meta) {
        throw notModelled("bpf_kptr_xchg of an object");
    }

    /** The program's reference is the map's now; whether it was held. */
    boolean handOver(int reference) {
        throw notModelled("bpf_kptr_xchg of an object");
    }

    /** What the map gave in exchange. */
    RegisterState.Parts exchanged(CallMeta meta, int flags) {
        throw notModelled("the result of bpf_kptr_xchg");
    }

    private UnsupportedFeatureException notModelled(String what) {
        return CallChecks.notModelled(verification, what);
    }
}
