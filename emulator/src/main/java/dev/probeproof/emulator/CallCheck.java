// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;
import java.util.Optional;

/**
 * Helper calls that a kernel refuses when it loads a program. Code behind a branch may be dead, and dead calls of any
 * helper are legal (that is how programs serve several kernels): only a verifier knows. So calls before the first branch
 * are judged here, those that the program certainly makes; the others when they are made. A licence is judged for all of
 * the program: it does not depend on the kernel, so nobody guards such a call.
 */
final class CallCheck {
    private final Instructions program;
    private final HelperAccess access;

    private CallCheck(Instructions program, HelperAccess access) {
        this.program = program;
        this.access = access;
    }

    static Optional<LoadRefusal> check(Instructions program, HelperAccess access) {
        CallCheck check = new CallCheck(program, access);
        return check.certainCalls().or(check::licensedCalls);
    }

    private Optional<LoadRefusal> certainCalls() {
        int slot = 0;
        // A program that jumps back without a branch goes round for ever; it is enough to see each slot once.
        for (int step = 0; step < program.size(); step++) {
            Instruction instruction = program.get(slot);
            if (isHelperCall(instruction)) {
                Optional<LoadRefusal> refusal = refusal(slot);
                if (refusal.isPresent()) {
                    return refusal;
                }
                slot++;
            } else if (instruction.opcode() == Opcode.GOTO) {
                slot += 1 + instruction.off();
            } else if (instruction.opcode() == Opcode.GOTO_LONG) {
                slot += 1 + instruction.imm();
            } else if (isBranch(instruction) || instruction.opcode() == Opcode.EXIT) {
                return Optional.empty();
            } else {
                slot += instruction.isWide() ? 2 : 1;
            }
        }
        return Optional.empty();
    }

    private Optional<LoadRefusal> licensedCalls() {
        for (int slot = 0; slot < program.size(); slot++) {
            Instruction instruction = program.get(slot);
            if (isHelperCall(instruction) && access.isRefusedForLicense(instruction.imm())) {
                return refusal(slot);
            }
        }
        return Optional.empty();
    }

    private Optional<LoadRefusal> refusal(int slot) {
        Instruction call = program.get(slot);
        return access.refusal(call.imm())
                .map(reason -> LoadRefusal.ofCall(slot, call, HelperId.of(call.imm()), reason));
    }

    private static boolean isHelperCall(Instruction instruction) {
        return instruction.isCall() && instruction.src() == Opcode.HELPER_CALL;
    }

    private static boolean isBranch(Instruction instruction) {
        int instructionClass = instruction.instructionClass();
        boolean jump = instructionClass == Opcode.JMP || instructionClass == Opcode.JMP32;
        return jump && !instruction.isCall();
    }
}
