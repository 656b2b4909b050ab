// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.flow.Subprogram;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.ReadMarks;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.uapi.Errno;
import org.jspecify.annotations.Nullable;

import static dev.probeproof.loader.uapi.Errno.E2BIG;
import static dev.probeproof.loader.uapi.Errno.EACCES;
import static dev.probeproof.loader.uapi.Errno.EFAULT;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Calls of the program's own functions, and the way back ({@code check_func_call}, {@code prepare_func_exit}). */
final class FunctionCalls {
    private static final int LAST_ARGUMENT = 5;

    private final Verification verification;
    private final Checks checks;
    private final CallRules rules;
    private final GlobalArguments arguments;
    private final Widening widening;

    FunctionCalls(Verification verification, Checks checks, GlobalArguments arguments) {
        this.verification = verification;
        this.checks = checks;
        this.arguments = arguments;
        rules = CallRules.of(verification.profile);
        widening = new Widening(verification, checks);
    }

    /** A call at the current slot; true if the path goes on in the callee. */
    boolean check() {
        Subprogram callee = callee();
        if (!rules.replaysCallbacks()) {
            requireDepth();
        }
        Errno mismatch = matchTypes(callee);
        if (callee.isGlobal) {
            passGlobal(callee, mismatch);
            return false;
        }
        FrameState caller = verification.frame();
        FrameState frame = enter(verification.state, callee, verification.slot);
        for (int i = 1; i <= LAST_ARGUMENT; i++) {
            frame.set(i, caller.register(i));
        }
        if (frame.marks != null && caller.marks != null) {
            frame.marks.takeArguments(caller.marks);
        }
        caller.clobberCallerSaved();
        verification.slot = callee.start;
        checks.liveness.callEntered();
        logEntry();
        return true;
    }

    private Subprogram callee() {
        int target = verification.slot + verification.instruction().imm() + 1;
        for (Subprogram subprogram : verification.subprograms) {
            if (subprogram.start == target) {
                return subprogram;
            }
        }
        throw verification.fault("target of func call at insn " + target + " is not a program");
    }

    /** Compares what is passed with the types that the program declares; static functions need not agree. */
    @Nullable
    Errno matchTypes(Subprogram callee) {
        try {
            arguments.match(callee);
            return null;
        } catch (Rejection rejection) {
            if (rejection.errno() == EFAULT) {
                throw rejection;
            }
            return rejection.errno();
        }
    }

    private void passGlobal(Subprogram callee, @Nullable Errno mismatch) {
        boolean named = verification.profile.isAtLeast(6, 8);
        requireGlobalAllowed(callee);
        if (mismatch != null) {
            verification.log.line(
                    named
                            ? "Caller passes invalid args into func#%d ('%s')"
                            : "Caller passes invalid args into func#%d",
                    callee.number,
                    callee.name);
            throw new Rejection(mismatch);
        }
        if (verification.log.showsPaths()) {
            verification.log.line(
                    named ? "Func#%d ('%s') is global and assumed valid." : "Func#%d is global and valid. Skipping.",
                    callee.number,
                    callee.name);
        }
        if (callee.changesPacketData) {
            checks.calls.helpers.forgetPackets();
        }
        callee.isCalled = true;
        checks.calls.helpers.clobber(verification.frame());
        verification.set(0, verification.unknown());
    }

    private void requireGlobalAllowed(Subprogram callee) {
        VerifierState state = verification.state;
        if (rules.staticCallsUnderLock() && state.activeLocks > 0) {
            throw verification.reject(
                    EINVAL, "global function calls are not allowed while holding a lock,\nuse static function instead");
        }
        boolean atomic = state.activeRcuLocks > 0 || state.activePreemptLocks > 0 || state.activeIrqId != 0;
        boolean maySleepHere = !atomic && (verification.isSleepable() || state.inSleepable);
        if (verification.profile.isAtLeast(6, 15) && callee.mightSleep && !maySleepHere) {
            throw verification.reject(
                    EINVAL,
                    "global functions that may sleep are not allowed in non-sleepable context,\n"
                            + "i.e., in a RCU/IRQ/preempt-disabled section, or in\n"
                            + "a non-sleepable BPF program context");
        }
    }

    void requireDepth() {
        int depth = verification.state.currentFrame() + 2;
        if (depth > VerifierState.MAX_FRAMES) {
            throw verification.reject(E2BIG, "the call stack of %d frames is too deep", depth);
        }
    }

    /** A new innermost frame without arguments. */
    FrameState enter(VerifierState state, Subprogram callee, int callSite) {
        int depth = state.currentFrame() + 2;
        if (depth > VerifierState.MAX_FRAMES) {
            throw verification.reject(E2BIG, "the call stack of %d frames is too deep", depth);
        }
        FrameState frame = newFrame(state.currentFrame() + 1, callSite, callee.number);
        frame.marks = state.frame().marks == null ? null : new ReadMarks();
        state.enter(frame);
        // As in the kernel, even if the frame belongs to a path that waits.
        verification.places.addAll();
        return frame;
    }

    static FrameState newFrame(int number, int callSite, int subprogram) {
        FrameState frame = new FrameState(number, callSite, subprogram);
        frame.set(
                FrameState.FRAME_POINTER,
                RegisterState.pointer(RegisterType.STACK).frame(number).build());
        return frame;
    }

    void logEntry() {
        VerifierState state = verification.state;
        VerifierLog log = verification.log;
        if (!log.showsPaths()) {
            return;
        }
        log.line("caller:");
        log.line("%s", checks.trace.state(state, state.currentFrame() - 1));
        log.line("callee:");
        log.line("%s", checks.trace.state(state, state.currentFrame()));
    }

    /** The end of a function that was called: the path goes on in its caller. */
    void leave() {
        VerifierState state = verification.state;
        FrameState callee = state.frame();
        FrameState caller = state.frame(state.currentFrame() - 1);
        RegisterState result = callee.register(0);
        if (result.is(RegisterType.STACK)) {
            throw verification.reject(EINVAL, "cannot return stack pointer to the caller");
        }
        boolean callback = callee.inCallback;
        if (callback) {
            requireCallbackResult(callee, result);
        } else {
            caller.set(0, result);
            if (caller.marks != null && callee.marks != null) {
                caller.marks.takeResult(callee.marks);
            }
        }
        boolean replays = callback && rules.replaysCallbacks();
        int next = replays ? callee.callSite : callee.callSite + 1;
        logExit(state, callee, caller, next);
        state.leave();
        verification.slot = next;
        if (replays) {
            widening.widen(next);
        }
    }

    private void logExit(VerifierState state, FrameState callee, FrameState caller, int next) {
        VerifierLog log = verification.log;
        if (log.showsPaths()) {
            log.line("returning from callee:");
            log.line("%s", checks.trace.state(state, callee.number));
            log.line("to caller at %d:", next);
            log.line("%s", checks.trace.state(state, caller.number));
        }
    }

    private void requireCallbackResult(FrameState callee, RegisterState result) {
        if (!result.isScalar()) {
            throw verification.reject(EACCES, "R0 not a scalar value");
        }
        if (rules.replaysCallbacks()) {
            checks.precision.markRegister(0);
        }
        checks.calls.returns.requireWithin(
                result, callee.callbackReturnMin, callee.callbackReturnMax, false, "callback return");
    }
}
