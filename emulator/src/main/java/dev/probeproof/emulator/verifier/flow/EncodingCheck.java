// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;
import java.util.BitSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether the fields of an instruction that mean nothing are zero, and the others in range. Up to Linux 6.18 that is asked
 * at an instruction's turn on a path, so that dead code may hold nearly anything; newer releases ask before.
 */
public final class EncodingCheck {
    private static final int REGISTERS = 11;

    private final Instructions program;
    private final KernelProfile profile;
    private final VerifierLog log;
    private final ReservedFields reserved;
    /** Slots whose reserved fields were found right. */
    private final BitSet sound = new BitSet();

    public EncodingCheck(Instructions program, KernelProfile profile, VerifierLog log) {
        this.program = program;
        this.profile = profile;
        this.log = log;
        reserved = new ReservedFields(profile);
    }

    /**
     * Reserved fields: what a kernel looks at before it reads a register of the instruction. Those of packet loads are
     * {@link #packetLoad}'s.
     *
     * @throws Rejection if the instruction is refused; the log says why
     */
    public void reservedFields(int slot) {
        if (!sound.get(slot)) {
            refuse(reserved.fault(program.get(slot)));
            sound.set(slot);
        }
    }

    /**
     * Reserved fields of {@code BPF_LD_ABS} and {@code BPF_LD_IND}, asked once the program type allows them.
     *
     * @throws Rejection if the instruction is refused; the log says why
     */
    public void packetLoad(int slot) {
        refuse(reserved.packetLoadFault(program.get(slot)));
    }

    /**
     * Constant operands: division by zero, shifts by more than the width; what is looked at after the registers were read
     * and before the destination is written.
     *
     * @throws Rejection if the instruction is refused; the log says why
     */
    public void constantOperand(int slot) {
        refuse(constantFault(program.get(slot)));
    }

    private static @Nullable String constantFault(Instruction instruction) {
        int instructionClass = instruction.instructionClass();
        boolean wide = instructionClass == Opcode.ALU64;
        if (!wide && instructionClass != Opcode.ALU || (instruction.opcode() & Opcode.X) != 0) {
            return null;
        }
        return switch (instruction.opcode() & 0xf0) {
            case Opcode.DIV, Opcode.MOD -> instruction.imm() == 0 ? "div by zero" : null;
            case Opcode.LSH, Opcode.RSH, Opcode.ARSH -> {
                boolean fits = instruction.imm() >= 0 && instruction.imm() < (wide ? 64 : 32);
                yield fits ? null : "invalid shift " + instruction.imm();
            }
            default -> null;
        };
    }

    /** What is asked of each slot in the pass that resolves maps, before its opcode is looked up. */
    void beforeOpcode(Instruction instruction) {
        if (profile.isAtLeast(7, 0)) {
            checkRegister(instruction.dst());
            checkRegister(instruction.src());
            return;
        }
        int mode = instruction.opcode() & 0xe0;
        if (instruction.instructionClass() == Opcode.LDX) {
            boolean hasMode = mode == Opcode.MEM || mode == Opcode.MEMSX && profile.isAtLeast(6, 6);
            if (!hasMode || instruction.imm() != 0) {
                refuse("BPF_LDX uses reserved fields");
            }
        }
        // With the atomic operations of 5.12, whose immediate means something, this moved to the instruction's turn.
        if (instruction.instructionClass() == Opcode.STX && !profile.isAtLeast(5, 12)) {
            if (mode != Opcode.MEM && mode != Opcode.ATOMIC || instruction.imm() != 0) {
                refuse("BPF_STX uses reserved fields");
            }
        }
    }

    /** What releases after 6.18 ask in that pass of an opcode that exists, where older ones wait for a path. */
    void beforePaths(Instruction instruction) {
        if (!profile.isAtLeast(7, 0)) {
            return;
        }
        if (instruction.instructionClass() == Opcode.LDX && instruction.imm() != 0) {
            refuse("BPF_LDX uses reserved fields");
        }
        boolean isAtomic =
                instruction.instructionClass() == Opcode.STX && (instruction.opcode() & 0xe0) == Opcode.ATOMIC;
        if (!isAtomic) {
            refuse(reserved.fault(instruction));
            refuse(reserved.packetLoadFault(instruction));
        }
    }

    private void checkRegister(int register) {
        if (register >= REGISTERS) {
            refuse(String.format(Locale.ROOT, "R%d is invalid", register));
        }
    }

    private void refuse(@Nullable String fault) {
        if (fault != null) {
            log.line(fault);
            throw new Rejection(Errno.EINVAL);
        }
    }
}
