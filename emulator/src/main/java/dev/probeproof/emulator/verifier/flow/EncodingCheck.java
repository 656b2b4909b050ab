// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.loader.insn.Instructions;

/**
 * Whether the fields of an instruction that mean nothing are zero, and the others in range. Up to Linux 6.18 that is asked
 * at an instruction's turn on a path, so that dead code may hold anything; newer releases ask before.
 */
public final class EncodingCheck {
    private final Instructions program;
    private final KernelProfile profile;
    private final VerifierLog log;

    public EncodingCheck(Instructions program, KernelProfile profile, VerifierLog log) {
        this.program = program;
        this.profile = profile;
        this.log = log;
    }

    /**
     * Reserved fields: what a kernel looks at before it reads a register of the instruction.
     *
     * @throws dev.probeproof.emulator.verifier.state.Rejection if the instruction is refused; the log says why
     */
    public void reservedFields(int slot) {
        throw new UnsupportedOperationException(program + " " + profile + log);
    }

    /**
     * Constant operands: division by zero, shifts by more than the width; what is looked at after the registers were read.
     *
     * @throws dev.probeproof.emulator.verifier.state.Rejection if the instruction is refused; the log says why
     */
    public void constantOperand(int slot) {
        throw new UnsupportedOperationException("not yet");
    }
}
