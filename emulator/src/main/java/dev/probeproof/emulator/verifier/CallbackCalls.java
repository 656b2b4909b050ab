// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.flow.Subprogram;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import java.util.HashMap;
import java.util.Map;

import static dev.probeproof.loader.uapi.Errno.EINVAL;
import static dev.probeproof.loader.uapi.Errno.ENOTSUPP;

/** Helpers that call a function of the program back: at once, some times or never, or later on their own. */
final class CallbackCalls {
    private static final int LAST_ARGUMENT = 5;

    private final Verification verification;
    private final Checks checks;
    private final CallRules rules;
    /** By slot of a {@code bpf_loop} call: whether it can become a plain loop so far, and which function it calls. */
    private final Map<Integer, InlineLoop> inlineLoops = new HashMap<>();

    private record InlineLoop(boolean fits, int subprogram) {}

    CallbackCalls(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        rules = CallRules.of(verification.profile);
    }

    void call(HelperId id, CallMeta meta) {
        if (id == HelperId.LOOP) {
            loop(meta);
        } else {
            push(id, meta);
        }
    }

    private void loop(CallMeta meta) {
        noteInlining(meta);
        if (!rules.replaysCallbacks()) {
            push(HelperId.LOOP, meta);
            return;
        }
        checks.precision.markRegister(1);
        FrameState frame = verification.frame();
        RegisterState count = verification.register(1);
        if (Long.compareUnsigned(frame.callbackDepth, count.bounds().umax()) < 0) {
            push(HelperId.LOOP, meta);
            return;
        }
        frame.callbackDepth = 0;
        if (verification.log.showsInstructions()) {
            verification.log.line("frame%d bpf_loop iteration limit reached", verification.state.currentFrame());
        }
    }

    /** Kernels turn a call with one known function and flags 0 into a loop: then the verdict depends on the flags. */
    private void noteInlining(CallMeta meta) {
        if (!verification.profile.isAtLeast(6, 0)) {
            return;
        }
        InlineLoop known = inlineLoops.get(verification.slot);
        if (known != null && !known.fits()) {
            return;
        }
        boolean zero = verification.register(4).isNull();
        if (zero) {
            checks.precision.markRegister(4);
        }
        boolean fits = zero && (known == null || known.subprogram() == meta.subprogram);
        inlineLoops.put(verification.slot, new InlineLoop(fits, known == null ? meta.subprogram : known.subprogram()));
    }

    private void push(HelperId id, CallMeta meta) {
        Subprogram callee = verification.subprograms.get(meta.subprogram);
        if (!rules.replaysCallbacks()) {
            checks.calls.functions.requireDepth();
        }
        checks.calls.functions.matchTypes(callee);
        callee.isCallback = true;
        if (id == HelperId.TIMER_SET_CALLBACK) {
            pushAsynchronous(id, callee, meta);
        } else if (rules.replaysCallbacks()) {
            pushReplayed(id, callee, meta);
        } else {
            enterOnce(id, callee, meta);
        }
    }

    /** A path of its own that starts with nothing but its arguments. */
    private void pushAsynchronous(HelperId id, Subprogram callee, CallMeta meta) {
        callee.isAsyncCallback = true;
        FrameState caller = verification.frame();
        FrameState frame = FunctionCalls.newFrame(0, -1, callee.number);
        frame.asyncEntries = caller.asyncEntries + 1;
        verification.places.addAll();
        VerifierState state = new VerifierState();
        state.branches = 1;
        state.enter(frame);
        checks.path.push(callee.start, verification.slot, state);
        setArguments(id, caller, frame, meta);
    }

    /** A path that goes through the function and then looks at the call again. */
    private void pushReplayed(HelperId id, Subprogram callee, CallMeta meta) {
        VerifierState state = checks.path.push(callee.start, verification.slot);
        FrameState caller = state.frame();
        FrameState frame = checks.calls.functions.enter(state, callee, verification.slot);
        setArguments(id, caller, frame, meta);
        state.callbackUnrollDepth++;
        caller.callbackDepth++;
        verification.frame().callbackDepth = 0;
    }

    /** Before 6.7: the function is followed once, as if it were called here, and returns behind the call. */
    private void enterOnce(HelperId id, Subprogram callee, CallMeta meta) {
        if (verification.recorder != null) {
            throw verification.reject(EINVAL, "nothing is proved of a function that is followed once and runs often");
        }
        VerifierState state = verification.state;
        FrameState caller = state.frame();
        FrameState frame = checks.calls.functions.enter(state, callee, verification.slot);
        setArguments(id, caller, frame, meta);
        checks.calls.functions.logEntry();
        verification.slot = callee.start - 1;
    }

    private void setArguments(HelperId id, FrameState caller, FrameState callee, CallMeta meta) {
        for (int i = 1; i <= LAST_ARGUMENT; i++) {
            callee.set(i, RegisterState.NOT_INIT);
        }
        switch (id) {
            case LOOP -> {
                callee.set(1, verification.unknown());
                callee.set(2, caller.register(3));
                allow(callee, 0, 1);
            }
            case FOR_EACH_MAP_ELEM -> {
                VerifierMap map = requireTraversable();
                callee.set(1, caller.register(1));
                callee.set(2, of(RegisterType.MAP_KEY, map));
                callee.set(3, of(RegisterType.MAP_VALUE, map));
                callee.set(4, caller.register(3));
                allow(callee, 0, 1);
            }
            case FIND_VMA -> {
                int type = verification
                        .target
                        .btf()
                        .find(BtfKind.STRUCT, "vm_area_struct")
                        .orElse(0);
                callee.set(1, caller.register(1));
                callee.set(
                        2,
                        RegisterState.pointer(RegisterType.BTF_ID)
                                .typed(verification.target.btf(), type)
                                .build());
                callee.set(3, caller.register(4));
                allow(callee, 0, 1);
            }
            case USER_RINGBUF_DRAIN -> {
                callee.set(1, checks.calls.dynptrs.localArgument());
                callee.set(2, caller.register(3));
                allow(callee, 0, 1);
            }
            case TIMER_SET_CALLBACK -> {
                VerifierMap map = checks.mapOf(caller.register(1));
                callee.set(1, of(RegisterType.MAP_POINTER, map));
                callee.set(2, of(RegisterType.MAP_KEY, map));
                callee.set(3, of(RegisterType.MAP_VALUE, map));
                callee.inAsyncCallback = true;
                callee.callbackReturnMin = 0;
                callee.callbackReturnMax = 0;
            }
            default -> throw verification.fault("a helper without callback: " + meta.helper);
        }
    }

    private static RegisterState of(RegisterType type, VerifierMap map) {
        return RegisterState.pointer(type).map(map).build();
    }

    private static void allow(FrameState callee, long min, long max) {
        callee.inCallback = true;
        callee.callbackReturnMin = min;
        callee.callbackReturnMax = max;
    }

    private VerifierMap requireTraversable() {
        InstructionFacts facts = verification.facts[verification.slot];
        VerifierMap map = facts.map;
        if (map == null || facts.hasSeveralMaps) {
            throw verification.reject(EINVAL, "tail_call abusing map_ptr");
        }
        MapType type = map.type();
        boolean traversable = type != null
                && switch (type) {
                    case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH, ARRAY, PERCPU_ARRAY -> true;
                    case RHASH -> true;
                    default -> false;
                };
        if (!traversable) {
            throw verification.reject(ENOTSUPP, "callback function not allowed for map");
        }
        return map;
    }
}
