// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.Argument;
import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.helper.ArgumentKind.Family;
import dev.probeproof.emulator.verifier.log.TypeText;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import static dev.probeproof.loader.uapi.Errno.EACCES;

/** Whether the type of a register is one that a kind of argument takes ({@code check_reg_type}). */
final class ArgumentTypeCheck {
    private static final int ANY_TYPE_ID = 0;

    private final Verification verification;
    private final Checks checks;
    private final ArgumentTypes types;
    private final TypeText words;

    ArgumentTypeCheck(Verification verification, Checks checks, ArgumentTypes types) {
        this.verification = verification;
        this.checks = checks;
        this.types = types;
        words = verification.types;
    }

    void check(int number, RegisterState register, Argument argument, ArgumentKind kind, CallMeta meta) {
        List<ArgumentTypes.Taken> taken = types.of(kind.family());
        int flags = comparedFlags(number, register, kind, meta);
        boolean found = taken.stream().anyMatch(type -> type.matches(register.type(), flags));
        if (!found) {
            throw verification.reject(
                    EACCES,
                    "R%d type=%s expected=%s",
                    number,
                    words.of(register),
                    taken.stream()
                            .map(type -> words.of(type.type(), type.flags()))
                            .collect(Collectors.joining(", ")));
        }
        if (register.is(RegisterType.BTF_ID)) {
            checkObject(number, register, argument, kind, meta);
        }
    }

    private int comparedFlags(int number, RegisterState register, ArgumentKind kind, CallMeta meta) {
        int flags = register.flags();
        if (types.areMemory(kind.family())) {
            flags &= ~(TypeFlags.SLICE | TypeFlags.PACKET_SLICE);
        }
        if (kind.isReadOnly() || !verification.profile.isAtLeast(5, 17)) {
            flags &= ~TypeFlags.READ_ONLY;
        }
        if (!verification.profile.isAtLeast(5, 17) && register.is(RegisterType.MEMORY)) {
            flags &= ~TypeFlags.RING_BUFFER;
        }
        if (kind.mayBeNull()) {
            flags &= ~TypeFlags.MAY_BE_NULL;
        }
        boolean exchanged = meta.is(HelperId.KPTR_XCHG) && number == 2;
        if (exchanged && register.has(TypeFlags.ALLOCATED)) {
            flags &= ~(TypeFlags.ALLOCATED | TypeFlags.PER_CPU);
        }
        return flags;
    }

    private void checkObject(int number, RegisterState register, Argument argument, ArgumentKind kind, CallMeta meta) {
        if (types.areMemory(kind.family())) {
            boolean says = kind.family() != Family.MAP_KEY && kind.family() != Family.MAP_VALUE;
            if (!kind.isReadOnly() || !says) {
                throw verification.reject(
                        EACCES,
                        "%s() may write into memory pointed by R%d type=%s",
                        meta.helper == null ? "unknown" : meta.helper.functionName(),
                        number,
                        words.of(register));
            }
            return;
        }
        if (register.has(TypeFlags.PER_CPU)) {
            return;
        }
        if (register.mayBeNull() && (!kind.mayBeNull() || kind.isReleased())) {
            throw verification.reject(EACCES, "Possibly NULL pointer passed to helper arg%d", number);
        }
        if (meta.is(HelperId.KPTR_XCHG)) {
            checks.calls.kptrs.requireSameType(register, number, meta);
            return;
        }
        if (register.has(TypeFlags.ALLOCATED)) {
            return;
        }
        checks.pointers.requireUnmoved(register, number, true);
        requireStruct(number, register, expected(argument, kind), kind, meta);
    }

    private static String expected(Argument argument, ArgumentKind kind) {
        return kind.family() == Family.BTF_ID_SOCK_COMMON ? "sock_common" : argument.btfType();
    }

    private void requireStruct(int number, RegisterState register, String struct, ArgumentKind kind, CallMeta meta) {
        Btf kernel = verification.target.btf();
        Btf own = register.types();
        if (own == null || struct.isEmpty()) {
            throw CallChecks.notModelled(verification, "a kernel object as argument R" + number);
        }
        Optional<Integer> wanted = kernel.find(BtfKind.STRUCT, struct);
        boolean strict = kind.isReleased() && !meta.is(HelperId.SK_RELEASE);
        int wantedId = wanted.orElse(ANY_TYPE_ID);
        if (!checks.calls.structs.matches(own, register.typeId(), register.offset(), kernel, wantedId, strict)) {
            throw verification.reject(
                    EACCES,
                    "R%d is of type %s but %s is expected",
                    number,
                    own.name(own.strip(register.typeId())),
                    struct);
        }
    }
}
