// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instructions;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** r2 is a pointer to a value of a map wherever it is live, r3 is another, all else are numbers. */
class AddressUsesTest {
    @ParameterizedTest
    @CsvSource({
        "r0 = *(u8 *)(r2 +0), false",
        "*(u8 *)(r2 +0) = r0, false",
        "r2 += r0, false",
        "r3 = r2, false",
        "*(u64 *)(r10 -8) = r2, true",
        "r0 = r2, true",
        "if r2 == r3 goto again, true",
        "call bpf_get_prandom_u32, true"
    })
    void anAddressIsWantedWhereItIsNotOnlyFollowed(String instruction, boolean wanted) {
        Instructions program = Assembler.assemble(
                "again:\nr2 += 8\n" + instruction + "\nif r0 != 1 goto again\nr0 = *(u8 *)(r2 +0)\nexit\n");
        ProgramProof proof = proof(program);
        FunctionLayout function = FunctionLayout.of(program, proof).get(0);

        AddressUses uses = AddressUses.of(program, function, new Tracking(proof));

        assertThat(uses.isWanted(0, 2)).isEqualTo(wanted);
        assertThat(uses.isWanted(2, 2)).as("in the next round").isEqualTo(wanted);
        assertThat(uses.isWanted(3, 2)).as("behind the loop").isFalse();
        assertThat(AddressUses.ofParts(program, function, new Tracking(proof)).isWanted(3, 2))
                .as("between parts")
                .isTrue();
    }

    private static ProgramProof proof(Instructions program) {
        RegisterProof[] registers = new RegisterProof[program.size() * ProgramProof.REGISTERS];
        Arrays.fill(registers, RegisterProof.NUMBER);
        int[] live = new int[program.size()];
        boolean[] reached = new boolean[program.size()];
        Arrays.fill(live, 0x00f);
        Arrays.fill(reached, true);
        for (int slot = 0; slot < program.size(); slot++) {
            registers[slot * ProgramProof.REGISTERS + 2] = new RegisterProof(Kind.MAP_VALUE, 0, 64, false, 0);
            registers[slot * ProgramProof.REGISTERS + 3] = new RegisterProof(Kind.MAP_VALUE, 0, 64, false, 0);
        }
        return new ProgramProof(registers, live, reached);
    }
}
