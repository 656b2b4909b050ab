// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The answers are those of real kernels. */
class EncodingCheckTest {
    @ParameterizedTest
    @CsvSource({
        // opcode, dst, src, off, imm, release, what it says
        "0x07, 0, 1, 0, 0, 6.18, BPF_ALU uses reserved fields",
        "0x07, 0, 0, -1, 0, 6.18, BPF_ALU uses reserved fields",
        "0x3f, 0, 1, 1, 0, 6.18, ''",
        "0x3f, 0, 1, 1, 0, 6.1, BPF_ALU uses reserved fields",
        "0x37, 0, 0, 0, 0, 5.10, div by zero",
        "0x67, 0, 0, 0, 64, 6.18, invalid shift 64",
        "0x64, 0, 0, 0, 33, 6.18, invalid shift 33",
        "0x67, 0, 0, 0, 33, 6.18, ''",
        "0x87, 0, 0, 0, 1, 6.18, BPF_NEG uses reserved fields",
        "0xd7, 0, 0, 0, 16, 6.18, ''",
        "0xd7, 0, 0, 0, 16, 6.1, BPF_END uses reserved fields",
        "0xdc, 0, 0, 0, 17, 6.18, BPF_END uses reserved fields",
        "0xbf, 0, 1, 32, 0, 6.18, ''",
        "0xbc, 0, 1, 32, 0, 6.18, BPF_MOV uses reserved fields",
        "0xbf, 0, 1, 8, 0, 6.1, BPF_MOV uses reserved fields",
        "0xbf, 0, 1, 1, 0, 6.18, addr_space_cast insn can only convert between address space 1 and 0",
        "0x7b, 10, 0, -8, 1, 6.18, BPF_STX uses reserved fields",
        "0x7a, 10, 1, -8, 0, 6.18, BPF_ST uses reserved fields",
        "0xdb, 10, 0, -8, 0x77, 6.18, BPF_ATOMIC uses invalid atomic opcode 77",
        "0xdb, 10, 0, -8, 0x100, 6.12, BPF_ATOMIC uses invalid atomic opcode 100",
        "0xd3, 10, 0, -8, 0, 6.18, invalid atomic operand size",
        "0xd3, 10, 0, -8, 0x110, 6.18, ''",
        "0x05, 1, 0, 0, 0, 6.18, BPF_JA uses reserved fields",
        "0x06, 0, 0, 1, 0, 6.18, BPF_JA uses reserved fields",
        "0x15, 0, 1, 0, 0, 6.18, BPF_JMP/JMP32 uses reserved fields",
        "0x1d, 0, 1, 0, 1, 6.18, BPF_JMP/JMP32 uses reserved fields",
        "0xe5, 0, 0, 1, 1, 6.18, invalid may_goto imm 1",
        "0x85, 1, 0, 0, 5, 6.18, BPF_CALL uses reserved fields",
        "0x85, 0, 2, 0, 5, 5.10, BPF_CALL uses reserved fields",
        "0x95, 0, 0, 0, 1, 6.18, BPF_EXIT uses reserved fields",
        "0x18, 0, 0, 1, 0, 6.18, BPF_LD_IMM64 uses reserved fields",
    })
    void refusesWhatTheReleaseRefuses(
            String opcode, int dst, int src, int off, String imm, String release, String answer) {
        Instruction instruction = new Instruction(Integer.decode(opcode), dst, src, off, Integer.decode(imm));

        assertThat(answer(instruction, release)).isEqualTo(answer);
    }

    private static String answer(Instruction instruction, String release) {
        VerifierLog log = new VerifierLog(VerifierLog.BRANCHES);
        EncodingCheck check = new EncodingCheck(Instructions.of(instruction), KernelProfile.of(release), log);
        try {
            check.reservedFields(0);
            check.constantOperand(0);
            return "";
        } catch (Rejection rejection) {
            return log.text().strip();
        }
    }
}
