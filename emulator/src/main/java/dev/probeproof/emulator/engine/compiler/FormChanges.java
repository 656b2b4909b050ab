// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.compiler.Tracking.Form;

/**
 * What registers have to become on the way from one instruction to another: a condition says more of a number than was
 * known before it, and where paths meet less is known than on each.
 */
final class FormChanges {
    private static final int REGISTERS = FunctionScope.FRAME_POINTER;

    private final FunctionScope scope;

    FormChanges(FunctionScope scope) {
        this.scope = scope;
    }

    /** Whether any register has another form at the target. */
    boolean differ(int slot, int target) {
        for (int register = 0; register < REGISTERS; register++) {
            if (differs(slot, target, register)) {
                return true;
            }
        }
        return false;
    }

    void change(int slot, int target) {
        for (int register = 0; register < REGISTERS; register++) {
            if (differs(slot, target, register)) {
                if (scope.tracking.isSmall(slot, register)) {
                    scope.widen(register);
                }
                scope.complete(scope.tracking.form(target, register), register);
            }
        }
    }

    /** All that is read at the target gets its 64 bits. */
    void widenAll(int slot, int target) {
        for (int register = 0; register < REGISTERS; register++) {
            int known = Effects.writes(scope.at(slot), register) ? target : slot;
            if (scope.tracking.isLive(target, register) && scope.tracking.isSmall(known, register)) {
                scope.widen(register);
            }
        }
    }

    /** All that is read at a slot or later gets its 64 bits there. */
    void widenAll(int slot) {
        for (int register = 0; register < REGISTERS; register++) {
            if (scope.tracking.isLive(slot, register) && scope.tracking.isSmall(slot, register)) {
                scope.widen(register);
            }
        }
    }

    /** What an instruction writes has its new form already. */
    private boolean differs(int slot, int target, int register) {
        Form after = scope.tracking.form(target, register);
        Form before = scope.tracking.form(slot, register);
        return after != before
                && (after != Form.NONE || before == Form.SMALL)
                && scope.tracking.isLive(target, register)
                && !Effects.writes(scope.at(slot), register);
    }
}
