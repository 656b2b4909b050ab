// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.flow.Subprogram;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Calls and exits, as the explorer sees them; each kind has a class of its own. */
final class CallChecks {
    final PointerOffsets pointers;
    final Locks locks;
    final Timers timers;
    final Dynptrs dynptrs;
    final KernelPointers kptrs;
    final StructNesting structs = new StructNesting();
    final Formats formats;
    final Returns returns;
    final HelperCalls helpers;
    final GlobalArguments globals;
    final FunctionCalls functions;
    final CallbackCalls callbacks;
    final CriticalSections sections;
    final Iterators iterators;
    final IrqFlags irqFlags;
    final KfuncCalls kfuncs;

    private final Verification verification;
    private final Checks checks;
    private final CallRules rules;
    private final MayGoto mayGoto;

    CallChecks(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        rules = CallRules.of(verification.profile);
        pointers = checks.pointers;
        locks = new Locks(verification, checks);
        timers = new Timers(verification);
        dynptrs = new Dynptrs(verification, checks);
        kptrs = checks.kptrs;
        formats = new Formats(verification);
        returns = new Returns(verification, checks);
        helpers = new HelperCalls(verification, checks);
        globals = new GlobalArguments(verification, checks);
        functions = new FunctionCalls(verification, checks, globals);
        callbacks = new CallbackCalls(verification, checks);
        sections = new CriticalSections(verification);
        iterators = new Iterators(verification, checks);
        irqFlags = new IrqFlags(verification, checks);
        kfuncs = new KfuncCalls(verification, checks);
        mayGoto = new MayGoto(verification, checks);
    }

    static UnsupportedFeatureException notModelled(Verification verification, String what) {
        return new UnsupportedFeatureException(
                what + " (insn " + verification.slot + ")",
                "the verifier here does not model it yet; the real kernel decides");
    }

    /** While a lock is held, only what gives it back is allowed, static functions since 6.8, and some kernel functions. */
    void requireCallAllowed(Instruction instruction) {
        if (verification.state.activeLocks == 0) {
            return;
        }
        boolean helper = instruction.src() == Opcode.HELPER_CALL;
        boolean unlocks = helper && instruction.imm() == HelperId.SPIN_UNLOCK.number();
        boolean function = instruction.src() == Opcode.PSEUDO_CALL && rules.staticCallsUnderLock();
        if (!unlocks && !function && !kfuncs.isAllowedUnderLock(instruction)) {
            throw verification.reject(EINVAL, "function calls are not allowed while holding a lock");
        }
    }

    /** A call of a function of the program; true if the path goes on elsewhere than behind the call. */
    boolean function() {
        return functions.check();
    }

    /** A call of a kernel function; true if the path ends with it. */
    boolean kernelFunction() {
        return kfuncs.check();
    }

    /** A call of a helper; true if the path goes on elsewhere than behind the call. */
    boolean helper() {
        int before = verification.slot;
        helpers.check();
        if (verification.slot == before) {
            return false;
        }
        verification.slot++;
        return true;
    }

    /** An exit; true if the path goes on in the caller, at {@link Verification#slot}. */
    boolean leaveFunction() {
        boolean leakFirst = verification.profile.isAtLeast(5, 17);
        if (leakFirst) {
            checks.references.requireNoneAtExit();
        } else {
            checks.references.requireNoLocksAtExit();
        }
        if (verification.state.currentFrame() > 0) {
            checks.liveness.pathEnded();
            functions.leave();
            return true;
        }
        if (!leakFirst) {
            checks.references.requireNoneAtExit();
        }
        returns.check();
        return false;
    }

    /** {@code BPF_LD_ABS} and the like end the program on an error. */
    void requireNothingHeld(String what) {
        checks.references.requireNoneAtPacketLoad(what);
    }

    void mayGoto() {
        mayGoto.check();
    }

    /** What a load of a function's address gives. */
    RegisterState functionPointer(int slot) {
        ProgramBtf types = verification.image.btf();
        if (types == null || types.functions().isEmpty()) {
            throw verification.reject(EINVAL, "missing btf func_info");
        }
        for (Subprogram subprogram : verification.subprograms) {
            if (subprogram.start == slot) {
                if (subprogram.isGlobal) {
                    throw verification.reject(EINVAL, "callback function not static");
                }
                return RegisterState.pointer(RegisterType.FUNCTION)
                        .detail(subprogram.number)
                        .build();
            }
        }
        throw verification.fault("no function at insn " + slot);
    }

    /** The state at the start of a function that is verified for itself. */
    VerifierState globalEntry(Subprogram subprogram) {
        return globals.entry(subprogram);
    }
}
