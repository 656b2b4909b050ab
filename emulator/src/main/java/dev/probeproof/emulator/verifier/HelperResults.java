// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.helper.ReturnKind;
import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** What a helper leaves in r0. */
final class HelperResults {
    private static final long MAX_ERRNO = 4095;

    private final Verification verification;
    private final Checks checks;
    private final CallRules rules;

    HelperResults(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        rules = CallRules.of(verification.profile);
    }

    void set(FrameState caller, HelperPrototype prototype, CallMeta meta) {
        if (prototype.returns() == ReturnKind.VOID) {
            caller.set(0, RegisterState.NOT_INIT);
        } else if (prototype.returns() == ReturnKind.INTEGER) {
            caller.set(0, number(prototype.id(), meta));
        } else {
            caller.set(0, identified(pointer(prototype, meta), prototype, meta));
        }
    }

    private RegisterState number(HelperId id, CallMeta meta) {
        RegisterState unknown = verification.unknown();
        if (id == HelperId.GET_SMP_PROCESSOR_ID && verification.profile.isAtLeast(6, 10)) {
            int last = verification.cpus - 1;
            return unknown.withBounds(Bounds.of(Bounds.UNKNOWN.tnum(), 0, last, 0, last, 0, last, 0, last)
                    .synced(verification.numbers));
        }
        boolean refined = ArgumentMemory.boundsReturn(id)
                && (id != HelperId.GET_TASK_STACK || verification.profile.isAtLeast(5, 15));
        if (!refined) {
            return unknown;
        }
        int largest = (int) meta.largestSize;
        Bounds all = Bounds.UNKNOWN;
        Bounds bounds = Bounds.of(
                        all.tnum(),
                        -MAX_ERRNO,
                        meta.largestSize,
                        all.umin(),
                        all.umax(),
                        (int) -MAX_ERRNO,
                        largest,
                        all.u32min(),
                        all.u32max())
                .synced(verification.numbers);
        return unknown.withBounds(bounds);
    }

    private RegisterState.Parts pointer(HelperPrototype prototype, CallMeta meta) {
        int maybe = prototype.returns().mayBeNull() ? TypeFlags.MAY_BE_NULL : 0;
        return switch (prototype.returns()) {
            case MAP_VALUE, MAP_VALUE_OR_NULL -> mapValue(meta, maybe);
            case SOCKET_OR_NULL -> start(RegisterType.SOCKET, maybe);
            case TCP_SOCK_OR_NULL -> start(RegisterType.TCP_SOCK, maybe);
            case SOCK_COMMON_OR_NULL -> start(RegisterType.SOCK_COMMON, maybe);
            case RECORD_OR_NULL ->
                start(RegisterType.MEMORY, maybe | TypeFlags.RING_BUFFER).size((int) meta.memorySize);
            case DYNPTR_MEMORY_OR_NULL -> start(RegisterType.MEMORY, maybe).size((int) meta.memorySize);
            case MEMORY_OR_BTF_ID, MEMORY_OR_BTF_ID_OR_NULL -> variable(prototype, meta, maybe);
            case BTF_ID, BTF_ID_OR_NULL -> object(prototype, meta, maybe);
            case TRUSTED_BTF_ID ->
                object(prototype, meta, verification.profile.isAtLeast(6, 2) ? TypeFlags.TRUSTED : 0);
            case INTEGER, VOID -> throw verification.fault("a number as pointer");
        };
    }

    private static RegisterState.Parts start(RegisterType type, int flags) {
        return RegisterState.pointer(type).flags(flags);
    }

    private RegisterState.Parts mapValue(CallMeta meta, int maybe) {
        VerifierMap map = meta.map;
        if (map == null) {
            throw verification.fault("unexpected null map_ptr");
        }
        boolean array = map.type() == MapType.ARRAY || map.type() == MapType.PERCPU_ARRAY;
        boolean present = meta.is(HelperId.MAP_LOOKUP_ELEM)
                && rules.elidesNullTests()
                && array
                && meta.constantKey >= 0
                && meta.constantKey < (map.maxEntries() & 0xffff_ffffL);
        int flags = present ? 0 : maybe;
        RegisterState.Parts value =
                start(RegisterType.MAP_VALUE, flags).map(map).mapUid(meta.mapUid);
        boolean locked =
                map.fields().has(MapFields.Kind.SPIN_LOCK) || map.fields().has(MapFields.Kind.RES_SPIN_LOCK);
        if (flags == 0 && locked) {
            value.id(verification.nextId());
        }
        return value;
    }

    /** A per-CPU variable: memory, or an object if it is a struct. */
    private RegisterState.Parts variable(HelperPrototype prototype, CallMeta meta, int maybe) {
        Btf types = meta.returnedTypes;
        if (types == null) {
            throw verification.fault("a variable without a type");
        }
        int id = types.strip(meta.returnedTypeId);
        if (types.kind(id) == BtfKind.STRUCT || types.kind(id) == BtfKind.UNION) {
            int trust = prototype.id() == HelperId.PER_CPU_PTR || prototype.id() == HelperId.THIS_CPU_PTR
                    ? trustOfVariables()
                    : 0;
            return start(RegisterType.BTF_ID, maybe | trust).typed(types, meta.returnedTypeId);
        }
        return start(RegisterType.MEMORY, maybe | readOnlyVariables()).size((int) types.sizeOf(id));
    }

    private int trustOfVariables() {
        return verification.profile.isAtLeast(6, 2) ? TypeFlags.TRUSTED : 0;
    }

    private int readOnlyVariables() {
        return verification.profile.isAtLeast(5, 17) ? TypeFlags.READ_ONLY : 0;
    }

    private RegisterState.Parts object(HelperPrototype prototype, CallMeta meta, int flags) {
        if (prototype.id() == HelperId.KPTR_XCHG) {
            return checks.calls.kptrs.exchanged(meta, flags);
        }
        Btf kernel = verification.target.btf();
        int id = kernel.find(BtfKind.STRUCT, prototype.returnedBtfType()).orElse(0);
        if (id == 0) {
            throw verification.reject(
                    EINVAL,
                    "invalid return type %d of func %s#%d",
                    8,
                    prototype.id().functionName(),
                    prototype.id().number());
        }
        return start(RegisterType.BTF_ID, flags).typed(kernel, id);
    }

    /** Ids by which a null test, a release and a cast find all copies. */
    private RegisterState identified(RegisterState.Parts pointer, HelperPrototype prototype, CallMeta meta) {
        RegisterState result = pointer.build();
        if (result.mayBeNull()) {
            result = result.withId(verification.nextId());
        }
        HelperId id = prototype.id();
        if (id == HelperId.DYNPTR_DATA) {
            return result.change()
                    .detail(meta.dynptrId)
                    .referenceId(meta.referenceId)
                    .build();
        }
        if (isCast(id)) {
            return result.withReferenceId(meta.referenceId);
        }
        if (prototype.acquiresReference() || isSocketLookup(id, meta)) {
            int reference = checks.references.acquire(verification.slot);
            return result.change().id(reference).referenceId(reference).build();
        }
        return result;
    }

    /** The same socket as another type. */
    private static boolean isCast(HelperId id) {
        return switch (id) {
            case TCP_SOCK,
                    SK_FULLSOCK,
                    SKC_TO_TCP_SOCK,
                    SKC_TO_TCP6_SOCK,
                    SKC_TO_UDP6_SOCK,
                    SKC_TO_MPTCP_SOCK,
                    SKC_TO_TCP_TIMEWAIT_SOCK,
                    SKC_TO_TCP_REQUEST_SOCK -> true;
            default -> false;
        };
    }

    private static boolean isSocketLookup(HelperId id, CallMeta meta) {
        VerifierMap map = meta.map;
        return id == HelperId.MAP_LOOKUP_ELEM
                && map != null
                && (map.type() == MapType.SOCKMAP || map.type() == MapType.SOCKHASH);
    }
}
