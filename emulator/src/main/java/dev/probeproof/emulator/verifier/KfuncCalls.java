// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.KernelFunction.Flag;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.loader.uapi.Errno.EACCES;
import static dev.probeproof.loader.uapi.Errno.EFAULT;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Calls of kernel functions by their id in the kernel's types ({@code check_kfunc_call}). */
final class KfuncCalls {
    private static final int MAX_ERRNO = 4095;

    private final Verification verification;
    private final Checks checks;
    private final KernelFunctions functions;
    private final KfuncArguments arguments;
    private final KfuncResults results;

    KfuncCalls(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        functions = new KernelFunctions(verification.target, verification.image, verification.profile);
        arguments = new KfuncArguments(verification, checks);
        results = new KfuncResults(verification, checks);
    }

    /** Follows a call; true if the path ends with it. */
    boolean check() {
        Instruction call = verification.instruction();
        if (call.imm() == 0) {
            // Left to fail when the program is completed, unless the call turns out dead.
            return false;
        }
        if (call.off() != 0) {
            throw CallChecks.notModelled(verification, "a call of a function of a kernel module");
        }
        KernelFunction function = require(call);
        KfuncMeta meta = new KfuncMeta(function);
        if (isLockThatMayFail(function)) {
            pushFailure();
        }
        if (function.is("__bpf_trap")) {
            throw verification.reject(EFAULT, "unexpected __bpf_trap() due to uninitialized variable?");
        }
        if (function.has(Flag.SLEEPABLE) && !verification.isSleepable() && !verification.state.inSleepable) {
            throw verification.reject(EACCES, "program must be sleepable to call sleepable kfunc %s", function.name());
        }
        arguments.check(meta);
        if (function.is("bpf_wq_set_callback_impl")) {
            pushWork(meta);
        }
        checks.calls.sections.check(function);
        release(meta);
        if (function.is("bpf_throw")) {
            throwException();
            return true;
        }
        FrameState frame = verification.frame();
        checks.calls.helpers.clobber(frame);
        results.set(meta);
        if (function.has(Flag.CHANGES_PACKETS)) {
            checks.calls.helpers.forgetPackets();
        }
        if (function.has(Flag.ITERATOR_NEXT)) {
            checks.calls.iterators.next(meta);
        }
        return false;
    }

    private KernelFunction require(Instruction call) {
        KernelFunction function = functions
                .allowed(call)
                .orElseThrow(() -> verification.reject(
                        EACCES,
                        "calling kernel function %s is not allowed",
                        functions.name(call).orElse("")));
        if (function.has(Flag.UNMODELLED)) {
            throw CallChecks.notModelled(verification, "a call of the kernel function " + function.name());
        }
        return function;
    }

    /** Whether a call is allowed while a spin lock is held ({@code kfunc_spin_allowed}). */
    boolean isAllowedUnderLock(Instruction call) {
        return call.src() == Opcode.PSEUDO_KFUNC_CALL
                && call.off() == 0
                && verification.profile.isAtLeast(6, 4)
                && functions
                        .name(call)
                        .filter(name -> name.startsWith("bpf_list_")
                                || name.startsWith("bpf_rbtree_")
                                || name.startsWith("bpf_iter_num_")
                                || name.startsWith("bpf_res_spin_")
                                || name.equals("bpf_refcount_acquire_impl"))
                        .isPresent();
    }

    private static boolean isLockThatMayFail(KernelFunction function) {
        return function.is("bpf_res_spin_lock") || function.is("bpf_res_spin_lock_irqsave");
    }

    /** The path on which a lock was not got. */
    private void pushFailure() {
        VerifierState state = checks.path.push(verification.slot + 1, verification.slot);
        state.frame().clobberCallerSaved();
        Bounds errors = Bounds.UNKNOWN.withSignedRange(verification.numbers, -MAX_ERRNO, -1);
        state.set(0, verification.unknown().withBounds(errors));
    }

    private void pushWork(KfuncMeta meta) {
        CallMeta callback = new CallMeta(null);
        callback.subprogram = meta.subprogram;
        callback.map = meta.map;
        callback.mapUid = meta.mapUid;
        checks.calls.callbacks.call(HelperId.TIMER_SET_CALLBACK, callback);
        Verification.PendingPath work = verification.pending.peek();
        if (work != null) {
            work.state().inSleepable = true;
        }
    }

    private void release(KfuncMeta meta) {
        int number = meta.releaseRegister;
        if (number != 0
                && !checks.references.release(verification.register(number).referenceId())) {
            throw verification.reject(
                    EINVAL,
                    "kfunc %s#%d reference has not been acquired before",
                    meta.function.name(),
                    meta.function.id());
        }
    }

    /** The program ends here, in whichever function it is. */
    private void throwException() {
        checks.calls.returns.checkThrown();
        checks.references.requireNoneAtThrow();
    }
}
