// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.profile.MapCompatibility;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import java.util.Optional;

import static dev.probeproof.loader.uapi.Errno.EACCES;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** A call of a helper: whether it is allowed, what it is passed, and what it leaves ({@code check_helper_call}). */
final class HelperCalls {
    private static final int LAST_CLOBBERED = 5;
    private static final int BPF_F_RDONLY_PROG = 1 << 7;

    private final Verification verification;
    private final Checks checks;
    private final HelperArguments arguments;
    private final HelperResults results;
    private final HelperGate gate;

    HelperCalls(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        arguments = new HelperArguments(verification, checks);
        results = new HelperResults(verification, checks);
        gate = new HelperGate(verification);
    }

    void check() {
        HelperPrototype prototype = gate.require(verification.instruction().imm());
        CallMeta meta = new CallMeta(prototype.id());
        meta.takesPackets = prototype.takesPackets();
        gate.requireContext(prototype);
        arguments.check(prototype, meta);
        noteMap(meta);
        noteKey(meta);
        writeRawMemory(meta);
        FrameState caller = verification.frame();
        release(prototype, meta);
        boolean changesPackets = special(prototype, meta) | HelperGate.changesPackets(prototype.id());
        clobber(caller);
        results.set(caller, prototype, meta);
        requireMapCompatible(meta);
        if (meta.is(HelperId.GET_FUNC_IP)) {
            gate.requireFunctionAddress();
        }
        if (changesPackets) {
            forgetPackets();
        }
    }

    static boolean isMapAccess(HelperId id) {
        return switch (id) {
            case TAIL_CALL,
                    MAP_LOOKUP_ELEM,
                    MAP_UPDATE_ELEM,
                    MAP_DELETE_ELEM,
                    MAP_PUSH_ELEM,
                    MAP_POP_ELEM,
                    MAP_PEEK_ELEM,
                    FOR_EACH_MAP_ELEM,
                    REDIRECT_MAP,
                    MAP_LOOKUP_PERCPU_ELEM -> true;
            default -> false;
        };
    }

    private void noteMap(CallMeta meta) {
        if (meta.helper == null || !isMapAccess(meta.helper)) {
            return;
        }
        VerifierMap map = meta.map;
        if (map == null) {
            throw verification.fault("expected map for helper call");
        }
        boolean writes = switch (meta.helper) {
            case MAP_UPDATE_ELEM, MAP_DELETE_ELEM, MAP_PUSH_ELEM, MAP_POP_ELEM -> true;
            default -> false;
        };
        if (writes && (map.flags() & BPF_F_RDONLY_PROG) != 0) {
            throw verification.reject(EACCES, "write into map forbidden");
        }
        InstructionFacts facts = verification.facts[verification.slot];
        if (facts.map == null) {
            facts.map = map;
        } else if (facts.map != map) {
            facts.hasSeveralMaps = true;
        }
    }

    /** A tail call with one known index becomes a direct jump: the verdict depends on the index then. */
    private void noteKey(CallMeta meta) {
        if (!meta.is(HelperId.TAIL_CALL)) {
            return;
        }
        VerifierMap map = meta.map;
        if (map == null || map.type() != MapType.PROG_ARRAY) {
            verification.log.write("expected prog array map for tail call");
            throw new Rejection(EINVAL);
        }
        InstructionFacts facts = verification.facts[verification.slot];
        RegisterState key = verification.register(3);
        boolean constant = key.isConstant()
                && Long.compareUnsigned(key.bounds().constantValue(), map.maxEntries() & 0xffff_ffffL) < 0;
        if (!constant) {
            facts.hasConstantKey = true;
            facts.constantKey = -1;
            return;
        }
        checks.precision.markRegister(3);
        long value = key.bounds().constantValue();
        if (!facts.hasConstantKey) {
            facts.hasConstantKey = true;
            facts.constantKey = value;
        } else if (facts.constantKey != value) {
            facts.constantKey = -1;
        }
    }

    private void writeRawMemory(CallMeta meta) {
        for (int i = 0; i < meta.accessSize; i++) {
            checks.memory.check(meta.rawRegister, i, 1, true, -1, false, false);
        }
    }

    private void release(HelperPrototype prototype, CallMeta meta) {
        if (!CallRules.of(verification.profile).releasesAtStartOnly()) {
            releaseBefore519(prototype, meta);
            return;
        }
        int number = meta.releaseRegister;
        if (number == 0) {
            return;
        }
        boolean released;
        if (prototype.arguments().get(number - 1).kind().family() == ArgumentKind.Family.DYNPTR) {
            checks.calls.dynptrs.release(verification.register(number));
            released = true;
        } else if (meta.is(HelperId.KPTR_XCHG) && meta.referenceId != 0) {
            released = checks.calls.kptrs.handOver(meta.referenceId);
        } else if (meta.referenceId != 0) {
            released = checks.references.release(meta.referenceId);
        } else {
            released = verification.register(number).isNull();
        }
        if (!released) {
            throw notAcquired(prototype);
        }
    }

    private void releaseBefore519(HelperPrototype prototype, CallMeta meta) {
        if (prototype.releasesReference() && !checks.references.release(meta.referenceId)) {
            throw notAcquired(prototype);
        }
    }

    private Rejection notAcquired(HelperPrototype prototype) {
        return verification.reject(
                EINVAL,
                "func %s#%d reference has not been acquired before",
                prototype.id().functionName(),
                prototype.id().number());
    }

    /** What single helpers need beyond their prototype; whether the call changes packets. */
    private boolean special(HelperPrototype prototype, CallMeta meta) {
        switch (prototype.id()) {
            case TAIL_CALL -> checks.references.requireNoneAtTailCall();
            case GET_LOCAL_STORAGE -> {
                if (!verification.register(2).isNull()) {
                    throw verification.reject(EINVAL, "get_local_storage() doesn't support non-zero flags");
                }
                if (CallRules.of(verification.profile).dependsOnNulls()) {
                    checks.precision.markRegister(2);
                }
            }
            case FOR_EACH_MAP_ELEM, TIMER_SET_CALLBACK, FIND_VMA, USER_RINGBUF_DRAIN, LOOP ->
                checks.calls.callbacks.call(prototype.id(), meta);
            case SNPRINTF -> checks.calls.formats.checkSnprintf();
            case DYNPTR_FROM_MEM -> requireMapValue(verification.register(1));
            case DYNPTR_DATA -> checks.calls.dynptrs.noteSlice(meta);
            case DYNPTR_WRITE -> {
                return checks.calls.dynptrs.isOverPacket();
            }
            case PER_CPU_PTR, THIS_CPU_PTR -> {
                if (verification.register(1).has(TypeFlags.RCU)) {
                    throw CallChecks.notModelled(verification, "per-CPU objects that the program allocated");
                }
            }
            default -> {
                // The prototype says all.
            }
        }
        return false;
    }

    private void requireMapValue(RegisterState register) {
        if (!register.is(RegisterType.MAP_VALUE)) {
            throw verification.reject(
                    EACCES, "Unsupported reg type %s for bpf_dynptr_from_mem data", verification.types.of(register));
        }
    }

    /** r0 to r5 hold nothing after a call. */
    void clobber(FrameState frame) {
        boolean current = frame == verification.frame();
        frame.clobberCallerSaved();
        for (int i = 0; i <= LAST_CLOBBERED && current; i++) {
            verification.places.addRegister(i);
        }
    }

    private void requireMapCompatible(CallMeta meta) {
        VerifierMap map = meta.map;
        if (map == null || meta.helper == null) {
            return;
        }
        HelperId helper = meta.helper;
        MapType type = map.type();
        if (type == null) {
            throw CallChecks.notModelled(verification, "a map of type " + map.typeNumber());
        }
        Optional<String> refusal = MapCompatibility.refusal(
                type, helper, verification.image.type(), verification.image.expectedAttachType(), verification.profile);
        if (refusal.isPresent()) {
            throw verification.reject(EINVAL, "%s", refusal.get());
        }
    }

    /** What the program knew of packets is void: they may have moved. */
    void forgetPackets() {
        VerifierState state = verification.state;
        RegisterState gone = checks.references.invalid();
        StateRegisters.replace(state, register -> isPacket(register) ? gone : register);
    }

    private static boolean isPacket(RegisterState register) {
        return register.type().isPacket()
                || register.is(RegisterType.PACKET_END)
                || register.is(RegisterType.MEMORY) && register.has(TypeFlags.PACKET_SLICE);
    }
}
