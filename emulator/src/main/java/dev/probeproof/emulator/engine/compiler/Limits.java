// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import java.util.Optional;

import static dev.probeproof.loader.insn.Opcode.*;

/** What the compiler leaves to the interpreter. */
final class Limits {
    private Limits() {}

    /** Why a program is not compiled, in words; empty if it is. */
    static Optional<String> objection(Instructions program, ProgramProof proof, ProgramFacts facts) {
        for (int slot = 0; slot < program.size(); slot += program.get(slot).isWide() ? 2 : 1) {
            if (proof.isReached(slot)) {
                Optional<String> objection = objection(program.get(slot), facts);
                if (objection.isPresent()) {
                    return Optional.of("instruction " + slot + ": " + objection.get());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> objection(Instruction instruction, ProgramFacts facts) {
        if (instruction.opcode() == CALLX) {
            return Optional.of("a call by register");
        }
        if (instruction.opcode() == MAY_GOTO) {
            return Optional.of("may_goto");
        }
        if (instruction.opcode() == (ALU64 | MOV | X) && instruction.off() == 1) {
            return Optional.of("a pointer into an arena");
        }
        if (instruction.isWide()
                && (instruction.src() == PSEUDO_BTF_ID
                        || instruction.src() == PSEUDO_MAP_FD
                        || instruction.src() == PSEUDO_MAP_VALUE)) {
            return Optional.of("an address that is not emulated");
        }
        if (instruction.opcode() != CALL || instruction.src() == PSEUDO_CALL) {
            return Optional.empty();
        }
        if (instruction.src() != HELPER_CALL || !facts.hasHelper(instruction.imm())) {
            return Optional.of("a call of what is no helper");
        }
        return Optional.empty();
    }
}
