// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.instance.PrologueException.Reason;

/** How a program finds the registers of the probed place in its context. */
@FunctionalInterface
interface ProbeContext {
    /** {@code struct pt_regs}, the context of kprobes and uprobes. */
    ProbeContext PT_REGS = (code, dst, context, register) -> {
        if (ContextWords.isWord(register)) {
            throw new PrologueException(
                    Reason.UNSUPPORTED,
                    register.name() + " is a word of a context of arguments; programs of kprobes get registers");
        }
        code.emit(Insn.load(8, dst, context, register.ptRegsOffset()));
    };

    /**
     * {@code dst = } the register's 64 bits, as a number that may be computed with.
     *
     * @param context the BPF register that holds the context
     * @throws PrologueException if this context does not have that register
     */
    void load(PrologueCode code, int dst, int context, Register register);

    /**
     * Whether a load gives what may be computed with. To a verifier, other registers are pointers to something, or must not be
     * loaded at all; a copy of the context's memory holds the same bits as numbers.
     */
    default boolean givesNumber(Register register) {
        return true;
    }
}
