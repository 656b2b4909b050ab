// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;
import java.util.BitSet;

/** Which helpers a run of a program can call, as far as its instructions tell. */
final class CalledHelpers {
    private final BitSet numbers = new BitSet();
    private boolean unknown;

    private CalledHelpers() {}

    static CalledHelpers of(Instructions program) {
        CalledHelpers called = new CalledHelpers();
        for (int slot = 0; slot < program.size(); slot++) {
            called.add(program.get(slot));
        }
        return called;
    }

    private void add(Instruction instruction) {
        if (instruction.opcode() == Opcode.CALLX) {
            unknown = true;
        } else if (instruction.opcode() == Opcode.CALL && instruction.src() == 0 && instruction.imm() > 0) {
            numbers.set(Math.min(instruction.imm(), Short.MAX_VALUE));
            // The next program may call anything.
            unknown |= instruction.imm() == HelperId.TAIL_CALL.number();
        }
    }

    /** Whether it may call any of them. */
    boolean mayInclude(HelperId... helpers) {
        for (HelperId helper : helpers) {
            if (unknown || numbers.get(helper.number())) {
                return true;
            }
        }
        return false;
    }
}
