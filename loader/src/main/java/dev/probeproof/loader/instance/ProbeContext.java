// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.insn.Insn;

/** How a program finds the registers of the probed place in its context. */
@FunctionalInterface
interface ProbeContext {
    /** {@code struct pt_regs}, the context of kprobes and uprobes. */
    ProbeContext PT_REGS = (code, dst, context, register) ->
            code.emit(Insn.load(8, dst, context, register.ptRegsOffset()));

    /**
     * {@code dst = } the register's 64 bits, as a number that may be computed with.
     *
     * @param context the BPF register that holds the context
     * @throws PrologueException if this context does not have that register
     */
    void load(PrologueCode code, int dst, int context, Register register);
}
