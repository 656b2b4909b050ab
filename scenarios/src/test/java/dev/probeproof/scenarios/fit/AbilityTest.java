// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class AbilityTest {
    private static final int STX_ATOMIC = Opcode.STX | Opcode.ATOMIC | Opcode.DW;

    private static Stream<Arguments> newInstructions() {
        return Stream.of(
                arguments(Ability.FUNCTION_CALLS, Insn.callFunction(3)),
                arguments(Ability.JUMPS_32, new Instruction(Opcode.JMP32 | Opcode.JEQ, 1, 0, 2, 7)),
                arguments(Ability.GLOBAL_DATA, new Instruction(Opcode.LD_IMM64, 1, 2, 0, 0)),
                arguments(Ability.KERNEL_VARIABLES, new Instruction(Opcode.LD_IMM64, 1, 3, 0, 0)),
                arguments(Ability.CALLBACKS, new Instruction(Opcode.LD_IMM64, 1, 4, 0, 0)),
                arguments(Ability.KERNEL_FUNCTIONS, new Instruction(Opcode.CALL, 0, 2, 0, 1)),
                arguments(Ability.ATOMICS, new Instruction(STX_ATOMIC, 1, 2, 0, Opcode.ADD | Opcode.FETCH)),
                arguments(Ability.ATOMICS, new Instruction(STX_ATOMIC, 1, 2, 0, Opcode.CMPXCHG)),
                arguments(Ability.VERSION_4, new Instruction(Opcode.ALU64 | Opcode.DIV, 1, 0, 1, 3)),
                arguments(Ability.VERSION_4, new Instruction(Opcode.ALU | Opcode.MOD | Opcode.X, 1, 2, 1, 0)),
                arguments(Ability.VERSION_4, new Instruction(Opcode.ALU64 | Opcode.MOV | Opcode.X, 1, 2, 32, 0)),
                arguments(Ability.VERSION_4, new Instruction(Opcode.ALU64 | Opcode.END, 1, 0, 0, 64)),
                arguments(Ability.VERSION_4, new Instruction(Opcode.LDX | Opcode.MEMSX | Opcode.H, 1, 2, 0, 0)),
                arguments(Ability.VERSION_4, new Instruction(Opcode.GOTO_LONG, 0, 0, 0, 1)),
                arguments(Ability.ADDRESS_SPACES, new Instruction(Opcode.ALU64 | Opcode.MOV | Opcode.X, 1, 2, 1, 1)),
                arguments(Ability.MAY_GOTO, new Instruction(Opcode.JMP | Opcode.JCOND, 0, 0, 1, 0)),
                arguments(Ability.ACQUIRE_RELEASE, new Instruction(STX_ATOMIC, 1, 2, 0, Opcode.LOAD_ACQUIRE)));
    }

    @ParameterizedTest
    @MethodSource("newInstructions")
    void isNeededByItsInstructionsAlone(Ability ability, Instruction instruction) {
        assertThat(needed(instruction)).containsExactly(ability);
    }

    private static Stream<Instruction> oldInstructions() {
        return Stream.of(
                Insn.mov64(1, 8),
                Insn.mov64Reg(1, 2),
                Insn.call(HelperId.MAP_LOOKUP_ELEM),
                Insn.loadImm64(1, 5),
                Insn.goTo(1),
                Insn.load(8, 1, 2, 8),
                new Instruction(Opcode.ALU64 | Opcode.DIV, 1, 0, 0, 3),
                new Instruction(Opcode.ALU | Opcode.END, 1, 0, 0, 64),
                new Instruction(Opcode.LD_IMM64, 1, 1, 0, 0),
                // An addition without a result: exclusive add, as old as BPF.
                new Instruction(STX_ATOMIC, 1, 2, 0, Opcode.ADD));
    }

    @ParameterizedTest
    @MethodSource("oldInstructions")
    void nothingIsNeededByWhatWasAlwaysThere(Instruction instruction) {
        assertThat(needed(instruction)).isEmpty();
    }

    @Test
    void theirReleasesAscend() {
        assertThat(Ability.values())
                .extracting(Ability::since)
                .isSortedAccordingTo((one, other) -> one.equals(other) ? 0 : KernelFit.isNewer(one, other) ? 1 : -1);
    }

    private static List<Ability> needed(Instruction instruction) {
        return Arrays.stream(Ability.values())
                .filter(ability -> ability.isNeededBy(instruction))
                .toList();
    }
}
