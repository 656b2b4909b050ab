// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;

/** Jumps stay inside their function, and functions do not end into the next one. */
final class JumpCheck {
    private final Instructions program;
    private final KernelProfile profile;
    private final VerifierLog log;

    JumpCheck(Instructions program, KernelProfile profile, VerifierLog log) {
        this.program = program;
        this.profile = profile;
        this.log = log;
    }

    void check(List<Subprogram> subprograms) {
        for (Subprogram subprogram : subprograms) {
            for (int slot = subprogram.start; slot < subprogram.end; slot++) {
                Instruction instruction = program.get(slot);
                note(subprogram, instruction);
                if (isRelativeJump(instruction)) {
                    checkTarget(subprogram, slot, instruction);
                }
                if (slot == subprogram.end - 1 && !endsFunction(instruction)) {
                    log.line("last insn is not an exit or jmp");
                    throw new Rejection(Errno.EINVAL);
                }
            }
        }
    }

    private static void note(Subprogram subprogram, Instruction instruction) {
        if (Jumps.isHelperCall(instruction, HelperId.TAIL_CALL.number())) {
            subprogram.hasTailCall = true;
        }
        int mode = instruction.opcode() & 0xe0;
        if (instruction.instructionClass() == Opcode.LD && (mode == Opcode.ABS || mode == Opcode.IND)) {
            subprogram.hasPacketLoad = true;
        }
    }

    private void checkTarget(Subprogram subprogram, int slot, Instruction jump) {
        // Before gotol, its opcode was a jump like the others here, to be refused later.
        boolean isLong = jump.opcode() == Opcode.GOTO_LONG && Jumps.hasLong(profile);
        int target = slot + 1 + (isLong ? jump.imm() : jump.off());
        if (target < subprogram.start || target >= subprogram.end) {
            log.line("jump out of range from insn %d to %d", slot, target);
            throw new Rejection(Errno.EINVAL);
        }
    }

    private boolean isRelativeJump(Instruction instruction) {
        if (instruction.instructionClass() == Opcode.JMP32 && !profile.isAtLeast(5, 1)) {
            return false;
        }
        return Jumps.isJump(instruction) && !isIndirect(instruction);
    }

    private boolean endsFunction(Instruction instruction) {
        return switch (instruction.opcode()) {
            case Opcode.EXIT, Opcode.GOTO -> true;
            case Opcode.GOTO_LONG -> Jumps.hasLong(profile);
            default -> isIndirect(instruction);
        };
    }

    private boolean isIndirect(Instruction instruction) {
        return instruction.opcode() == Opcode.GOTO_REGISTER && profile.isAtLeast(6, 19);
    }
}
