// SPDX-License-Identifier: MIT
package dev.probeproof.loader.extern;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.object.Extern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what a kernel has for an extern into the instruction that asked for it. */
public final class ExternPatch {
    /** A call that no verifier lets pass, of a number that tells which function is missing. */
    private static final int MISSING_FUNCTION = 2_002_000_000;

    private ExternPatch() {}

    /**
     * Patches a call or a 64-bit load; the number of the module is left to {@link #numberModules}.
     *
     * @return what to remember of it
     */
    public static ExternReference patch(List<Instruction> slots, int at, ResolvedExtern resolved) {
        boolean call = slots.get(at).isCall();
        if (resolved instanceof ResolvedExtern.Typed typed) {
            if (call) {
                slots.set(at, slots.get(at).withSrc(Opcode.PSEUDO_KFUNC_CALL).withImm(typed.btfId()));
            } else {
                load(slots, at, Opcode.PSEUDO_BTF_ID, typed.btfId());
            }
            return new ExternReference(at, typed.extern(), typed.module(), typed.btfId(), false);
        } else if (resolved instanceof ResolvedExtern.Missing missing) {
            if (call) {
                slots.set(at, new Instruction(Opcode.CALL, 0, 0, 0, MISSING_FUNCTION + missing.index()));
            } else {
                load(slots, at, 0, 0);
            }
            return new ExternReference(at, missing.extern(), "", 0, true);
        } else if (resolved instanceof ResolvedExtern.Address symbol) {
            load(slots, at, 0, symbol.address());
            return new ExternReference(at, symbol.extern(), "", 0, false);
        }
        throw new IllegalArgumentException("nothing to write into slot " + at + " for " + resolved);
    }

    /** Why an instruction cannot use an extern; null if it can. */
    public static @Nullable String misuse(Instruction instruction, ResolvedExtern resolved) {
        if (resolved instanceof ResolvedExtern.Refused refused) {
            return refused.problem();
        }
        boolean callable = resolved instanceof ResolvedExtern.Missing
                || resolved instanceof ResolvedExtern.Typed typed && typed.extern() instanceof Extern.Function;
        return instruction.isCall() && !callable ? "a call of an extern that is declared as a value" : null;
    }

    /** Writes of which module each id is: the number of its first appearance, from 1; 0 is the kernel itself. */
    public static void numberModules(List<Instruction> slots, List<ExternReference> references) {
        List<String> modules = new ArrayList<>();
        for (ExternReference reference : references) {
            if (!reference.module().isEmpty()) {
                if (!modules.contains(reference.module())) {
                    modules.add(reference.module());
                }
                setModule(slots, reference.slot(), modules.indexOf(reference.module()) + 1);
            }
        }
    }

    private static void setModule(List<Instruction> slots, int at, int module) {
        Instruction instruction = slots.get(at);
        if (instruction.isCall()) {
            slots.set(at, instruction.withOff(module));
        } else {
            slots.set(at + 1, slots.get(at + 1).withImm(module));
        }
    }

    private static void load(List<Instruction> slots, int at, int source, long value) {
        slots.set(at, slots.get(at).withSrc(source).withImm((int) value));
        slots.set(at + 1, slots.get(at + 1).withImm((int) (value >>> 32)));
    }
}
