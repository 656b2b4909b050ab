// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.program.ReturnRange;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.number.Tnum;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.Rejection;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** What r0 must be where the program, a global function or an asynchronous callback ends ({@code check_return_code}). */
final class Returns {
    private final Verification verification;
    private final Checks checks;
    private final CallRules rules;

    Returns(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        rules = CallRules.of(verification.profile);
    }

    void check() {
        FrameState frame = verification.state.frame(0);
        boolean main = frame.subprogram == 0;
        ReturnRange range = main ? verification.model.returnRange(verification.setting) : ReturnRange.unbounded();
        RegisterState result = checks.registers.require(0);
        if (frame.inAsyncCallback) {
            checkAsynchronous(frame, result);
        } else if (!main && !frame.inExceptionCallback) {
            if (!result.isScalar()) {
                throw verification.reject(
                        EINVAL,
                        "At subprogram exit the register R0 is not a scalar value (%s)",
                        verification.types.of(result));
            }
        } else if (range.checked()) {
            checkRange(result, 0, range);
        }
    }

    /** What {@code bpf_throw} gets in r1 becomes the result of the program. */
    void checkThrown() {
        ReturnRange range = verification.model.returnRange(verification.setting);
        RegisterState cookie = checks.registers.require(1);
        if (range.checked()) {
            checkRange(cookie, 1, range);
        }
    }

    private void checkAsynchronous(FrameState frame, RegisterState result) {
        if (!result.isScalar()) {
            throw verification.reject(
                    EINVAL,
                    rules.rangesInTexts()
                            ? "At async callback return the register R0 is not a known value (%s)"
                            : "In async callback the register R0 is not a known value (%s)",
                    verification.types.of(result));
        }
        if (rules.rangesInTexts()) {
            checks.precision.markRegister(0);
        }
        requireWithin(
                result,
                frame.callbackReturnMin,
                frame.callbackReturnMax,
                false,
                rules.rangesInTexts() ? "async callback return" : "async callback");
    }

    private void checkRange(RegisterState result, int number, ReturnRange range) {
        if (!result.isScalar()) {
            throw verification.reject(
                    EINVAL,
                    "At program exit the register R%d is not a known value (%s)",
                    number,
                    verification.types.of(result));
        }
        if (rules.rangesInTexts()) {
            checks.precision.markRegister(number);
        }
        try {
            requireWithin(result, number, range.min(), range.max(), range.is32Bit(), "program exit");
        } catch (Rejection rejection) {
            if (!range.note().isEmpty()) {
                verification.log.line("%s", range.note());
            }
            throw rejection;
        }
    }

    /** A number must be in a range, by what is known of it at a place. */
    void requireWithin(RegisterState result, long min, long max, boolean low32, String where) {
        requireWithin(result, 0, min, max, low32, where);
    }

    private void requireWithin(RegisterState result, int number, long min, long max, boolean low32, String where) {
        Bounds bounds = result.bounds();
        if (!rules.rangesInTexts()) {
            requireWithinTnum(bounds, min, max, where);
            return;
        }
        boolean within =
                low32 ? min <= bounds.s32min() && bounds.s32max() <= max : min <= bounds.smin() && bounds.smax() <= max;
        if (within) {
            return;
        }
        StringBuilder known = new StringBuilder();
        if (bounds.smin() > Long.MIN_VALUE) {
            known.append(" smin=").append(bounds.smin());
        }
        if (bounds.smax() < Long.MAX_VALUE) {
            known.append(" smax=").append(bounds.smax());
        }
        if (known.isEmpty()) {
            known.append(" unknown scalar value");
        }
        throw verification.reject(
                EINVAL, "At %s the register R%d has%s should have been in [%d, %d]", where, number, known, min, max);
    }

    private void requireWithinTnum(Bounds bounds, long min, long max, String where) {
        Tnum range = Tnum.range(min, max);
        if (range.contains(bounds.tnum())) {
            return;
        }
        String known = bounds.tnum().equals(Tnum.UNKNOWN) ? "has unknown scalar value" : "has value " + bounds.tnum();
        throw verification.reject(EINVAL, "At %s the register R0 %s should have been in %s", where, known, range);
    }
}
