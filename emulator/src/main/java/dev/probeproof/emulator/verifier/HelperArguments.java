// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.Argument;
import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.helper.ArgumentKind.Family;
import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.program.PacketAccess;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;

import static dev.probeproof.loader.uapi.Errno.EACCES;
import static dev.probeproof.loader.uapi.Errno.EFAULT;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Whether r1 to r5 hold what a helper demands ({@code check_func_arg}). */
final class HelperArguments {
    private final Verification verification;
    private final Checks checks;
    private final CallRules rules;
    private final ArgumentTypes types;
    private final ArgumentTypeCheck typeCheck;
    private final ArgumentMemory memory;

    HelperArguments(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        rules = CallRules.of(verification.profile);
        types = new ArgumentTypes(verification.profile);
        typeCheck = new ArgumentTypeCheck(verification, checks, types);
        memory = new ArgumentMemory(verification, checks);
    }

    void check(HelperPrototype prototype, CallMeta meta) {
        for (int i = 0; i < prototype.arguments().size(); i++) {
            check(prototype, i, meta);
        }
    }

    private void check(HelperPrototype prototype, int index, CallMeta meta) {
        int number = index + 1;
        Argument argument = prototype.arguments().get(index);
        RegisterState register = checks.registers.require(number);
        if (argument.kind() == ArgumentKind.ANYTHING) {
            return;
        }
        requirePacketAllowed(register, meta);
        ArgumentKind kind = byMapType(argument.kind(), meta);
        if (!(register.isNull() && kind.mayBeNull())) {
            typeCheck.check(number, register, argument, kind, meta);
            checks.pointers.requireArgument(
                    register,
                    number,
                    kind.isReleased(),
                    kind.family() == Family.DYNPTR,
                    kind.family() == Family.RING_BUFFER_MEMORY);
        } else if (rules.dependsOnNulls()) {
            checks.precision.markRegister(number);
        }
        if (kind.isReleased() && rules.releasesAtStartOnly()) {
            requireReleasable(register, number, kind, prototype, meta);
        }
        noteReference(register, number, kind, meta);
        checkContent(prototype, index, argument, kind, meta);
    }

    private void requirePacketAllowed(RegisterState register, CallMeta meta) {
        boolean packet = register.type().isPacket() && register.flags() == 0;
        if (!packet) {
            return;
        }
        PacketAccess access = verification.model.packetAccess(verification.profile);
        boolean allowed =
                access == PacketAccess.READ_WRITE_ANY_HELPER || access != PacketAccess.NONE && meta.takesPackets;
        if (!allowed) {
            throw verification.reject(EACCES, "helper access to the packet is not allowed");
        }
    }

    /** Values of maps of sockets are sockets. */
    private ArgumentKind byMapType(ArgumentKind kind, CallMeta meta) {
        if (kind.family() != Family.MAP_VALUE) {
            return kind;
        }
        if (meta.map == null) {
            throw verification.reject(EACCES, "invalid map_ptr to access map->type");
        }
        MapType type = meta.map.type();
        if (type == MapType.SOCKMAP || type == MapType.SOCKHASH) {
            if (kind == ArgumentKind.MAP_VALUE) {
                return ArgumentKind.BTF_ID_SOCK_COMMON;
            }
            throw verification.reject(EINVAL, "invalid arg_type for sockmap/sockhash");
        }
        if (type == MapType.BLOOM_FILTER && meta.is(HelperId.MAP_PEEK_ELEM)) {
            return ArgumentKind.MAP_VALUE;
        }
        return kind;
    }

    private void requireReleasable(
            RegisterState register, int number, ArgumentKind kind, HelperPrototype prototype, CallMeta meta) {
        if (kind.family() == Family.DYNPTR) {
            if (!register.is(RegisterType.STACK)) {
                throw verification.reject(EINVAL, "cannot release unowned const bpf_dynptr");
            }
            boolean told = !verification.profile.isAtLeast(7, 0);
            if (told && checks.calls.dynptrs.referenceOf(register) == 0) {
                throw verification.reject(EINVAL, "arg %d is an unacquired reference", number);
            }
        } else if (register.referenceId() == 0 && !register.isNull()) {
            throw verification.profile.isAtLeast(7, 0)
                    ? verification.reject(
                            EINVAL,
                            "release helper %s expects referenced PTR_TO_BTF_ID passed to R%d",
                            prototype.id().functionName(),
                            number)
                    : verification.reject(EINVAL, "R%d must be referenced when passed to release function", number);
        }
        meta.releaseRegister = number;
    }

    private void noteReference(RegisterState register, int number, ArgumentKind kind, CallMeta meta) {
        boolean destination = kind.family() == Family.KPTR && verification.profile.isAtLeast(6, 12);
        if (register.referenceId() == 0 || destination) {
            return;
        }
        if (meta.referenceId != 0) {
            String text = "more than one arg with ref_obj_id R" + number + " " + register.referenceId() + " "
                    + meta.referenceId;
            if (verification.profile.isAtLeast(6, 15)) {
                // The kernel forgets the line end.
                verification.log.write(text);
                throw new Rejection(EACCES);
            }
            throw verification.reject(EFAULT, "verifier internal error: %s", text);
        }
        meta.referenceId = register.referenceId();
    }

    private void checkContent(
            HelperPrototype prototype, int index, Argument argument, ArgumentKind kind, CallMeta meta) {
        int number = index + 1;
        RegisterState register = verification.register(number);
        switch (kind.family()) {
            case MAP -> noteMap(register, meta);
            case MAP_KEY -> memory.checkKey(number, meta);
            case MAP_VALUE -> memory.checkValue(number, kind, meta);
            case PERCPU_BTF_ID -> {
                if (register.typeId() == 0) {
                    throw verification.reject(EACCES, "Helper has invalid btf_id in R%d", number);
                }
                meta.returnedTypes = register.types();
                meta.returnedTypeId = register.typeId();
            }
            case SPIN_LOCK -> checks.calls.locks.check(number, meta.is(HelperId.SPIN_LOCK));
            case TIMER -> checks.calls.timers.check(number, meta);
            case CALLBACK -> meta.subprogram = register.detail();
            case MEMORY -> memory.checkMemory(number, argument, kind, meta);
            case INT_OUT -> memory.checkOut(number, 4, meta);
            case LONG_OUT -> memory.checkOut(number, 8, meta);
            case SIZE -> {
                ArgumentKind before = index == 0
                        ? ArgumentKind.MEMORY
                        : prototype.arguments().get(index - 1).kind();
                memory.checkSize(number, before.writes(), kind.mayBeZero(), meta);
            }
            case CONSTANT_ALLOCATION_SIZE -> {
                if (!register.bounds().isConstant()) {
                    throw verification.reject(EACCES, "R%d is not a known constant'", number);
                }
                meta.memorySize = register.bounds().constantValue();
                if (verification.profile.isAtLeast(5, 17)) {
                    checks.precision.markRegister(number);
                }
            }
            case DYNPTR -> checks.calls.dynptrs.checkHelperArgument(number, kind);
            case CONSTANT_STRING -> memory.checkConstantString(number, meta);
            case KPTR -> checks.calls.kptrs.checkExchange(number, meta);
            default -> {
                // The type says all.
            }
        }
    }

    private void noteMap(RegisterState register, CallMeta meta) {
        VerifierMap map = register.map();
        if (meta.map != null && (meta.map != map || meta.mapUid != register.mapUid())) {
            throw verification.reject(
                    EINVAL,
                    "timer pointer in R1 map_uid=%d doesn't match map pointer in R2 map_uid=%d",
                    meta.mapUid,
                    register.mapUid());
        }
        meta.map = map;
        meta.mapUid = register.mapUid();
    }

    /** Whether a pointer's type says that it may be null. */
    static boolean mayBeNull(RegisterState register) {
        return register.has(TypeFlags.MAY_BE_NULL);
    }
}
