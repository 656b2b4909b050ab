// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;

/** Instructions of a loaded program in words: maps, helpers and functions by their names. */
final class CodeText {
    private CodeText() {}

    static String of(ProgramCode code, int slot) {
        Instruction instruction = code.instructions().get(slot);
        if (instruction.isCall() && instruction.src() == Opcode.HELPER_CALL) {
            return "call "
                    + HelperId.of(instruction.imm()).map(HelperId::functionName).orElse("helper " + instruction.imm());
        }
        if (instruction.isCall() && instruction.src() == Opcode.PSEUDO_CALL) {
            return "call " + code.functionAt(slot + 1 + instruction.imm()).name();
        }
        if (instruction.isWide()
                && (instruction.src() == Opcode.PSEUDO_MAP_IDX || instruction.src() == Opcode.PSEUDO_MAP_IDX_VALUE)) {
            List<MapHandle> maps = code.image().maps();
            if (instruction.imm() >= 0 && instruction.imm() < maps.size()) {
                String map = maps.get(instruction.imm()).spec().name();
                int offset = code.instructions().get(slot + 1).imm();
                return "r" + instruction.dst() + " = "
                        + (instruction.src() == Opcode.PSEUDO_MAP_IDX ? "&" + map : "&" + map + "[0] + " + offset);
            }
        }
        return code.disassembled(slot);
    }
}
