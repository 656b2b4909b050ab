// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StackUseTest {
    private static StackUse of(Instruction... instructions) {
        return StackUse.of(Instructions.of(instructions));
    }

    @Test
    void seesLoadsAndStoresBelowTheFramePointer() {
        assertThat(of(Insn.storeImm(8, 10, -24, 0), Insn.load(4, 0, 10, -40), Insn.store(1, 10, -3, 1))
                        .frames())
                .containsExactly(40);
    }

    @Test
    void followsCopiesOfTheFramePointer() {
        assertThat(of(
                                Insn.mov64Reg(1, 10),
                                Insn.alu64(Opcode.ADD, 1, -64),
                                Insn.mov64Reg(2, 1),
                                Insn.storeImm(8, 2, -8, 0))
                        .frames())
                .containsExactly(72);
    }

    @Test
    void countsBuffersThatHelpersGet() {
        assertThat(of(Insn.mov64Reg(2, 10), Insn.alu64(Opcode.ADD, 2, -128), Insn.call(HelperId.MAP_LOOKUP_ELEM))
                        .frames())
                .containsExactly(128);
    }

    @Test
    void forgetsRegistersThatCallsOverwrite() {
        assertThat(of(
                                Insn.mov64Reg(1, 10),
                                Insn.alu64(Opcode.ADD, 1, -8),
                                Insn.call(HelperId.KTIME_GET_NS),
                                Insn.storeImm(8, 1, -400, 0),
                                Insn.mov64Reg(6, 10),
                                Insn.mov64(6, 0),
                                Insn.storeImm(8, 6, -300, 0))
                        .frames())
                .containsExactly(8);
    }

    @Test
    void addsFramesAlongTheDeepestChain() {
        StackUse use = of(
                Insn.storeImm(8, 10, -8, 0),
                Insn.callFunction(2),
                Insn.callFunction(4),
                Insn.exit(),
                // 4: calls the function at 8
                Insn.storeImm(8, 10, -40, 0),
                Insn.callFunction(2),
                Insn.exit(),
                // 7: a function with a large frame
                Insn.storeImm(8, 10, -100, 0),
                // 8
                Insn.storeImm(8, 10, -33, 0),
                Insn.exit());

        assertThat(use.frames()).containsExactly(8, 40, 100, 33);
        assertThat(use.deepestChain()).isEqualTo(32 + Math.max(64 + 64, 128));
    }

    @Test
    void countsFunctionsThatHelpersCallBack() {
        StackUse use = of(
                Insn.loadImm64(2, 0).withSrc(Opcode.PSEUDO_FUNC).withImm(3),
                Insn.highHalf(0),
                Insn.call(HelperId.LOOP),
                Insn.exit(),
                Insn.storeImm(8, 10, -200, 0),
                Insn.exit());

        assertThat(use.frames()).containsExactly(0, 200);
        assertThat(use.deepestChain()).isEqualTo(32 + 224);
    }

    @Test
    void endsForRecursionAndForEndlessChains() {
        assertThat(of(Insn.callFunction(1), Insn.exit(), Insn.callFunction(-1), Insn.exit())
                        .deepestChain())
                .isEqualTo(64);
        List<Instruction> chain = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            chain.add(Insn.callFunction(1));
            chain.add(Insn.exit());
        }

        assertThat(StackUse.of(Instructions.of(chain)).deepestChain()).isLessThanOrEqualTo(17 * 32);
    }

    @Test
    void doesNotOverflowForAbsurdOffsets() {
        assertThat(of(
                                Insn.mov64Reg(1, 10),
                                Insn.alu64(Opcode.ADD, 1, Integer.MIN_VALUE),
                                Insn.alu64(Opcode.ADD, 1, Integer.MIN_VALUE),
                                Insn.storeImm(8, 1, -8, 0))
                        .frames())
                .containsExactly(513);
    }

    @Test
    void seesTailCalls() {
        assertThat(of(Insn.call(HelperId.TAIL_CALL)).tailCalls()).isTrue();
        assertThat(of(Insn.callFunction(HelperId.TAIL_CALL.number())).tailCalls())
                .isFalse();
    }
}
