// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CutTest {
    @ParameterizedTest
    @CsvSource({
        "4, 0, 32, true, 0xfffffffe, -2",
        "4, 0, 32, false, 0xfffffffe, 0xfffffffe",
        "4, 5, 3, false, 0xe0, 7",
        "4, 5, 3, true, 0xe0, -1",
        "8, 63, 1, false, 0x7fffffffffffffff, 0",
        "8, 0, 64, true, 0x7fffffffffffffff, 0x7fffffffffffffff",
        "1, 0, 8, true, 0xff80, -128"
    })
    void keepsItsBitsAndExtendsThem(
            int container, int shift, int width, boolean signed, String value, String expected) {
        long cut = new Cut(container, shift, width, signed).apply(Long.decode(value));

        assertThat(cut).isEqualTo(Long.decode(expected));
    }

    @Test
    void isAPairOfShifts() {
        PrologueCode code = new PrologueCode(10);

        new Cut(4, 5, 3, true).emit(code, 3);

        assertThat(code.finish().asList())
                .containsExactly(Insn.alu64(Opcode.LSH, 3, 56), Insn.alu64(Opcode.ARSH, 3, 61));
    }

    @Test
    void isNothingForAllBits() {
        PrologueCode code = new PrologueCode(10);

        new Cut(8, 0, 64, true).emit(code, 3);

        assertThat(code.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"3, 0, 8", "16, 0, 8", "0, 0, 1", "4, 30, 3", "4, -1, 3", "4, 0, 0", "1, 0, 9"})
    void refusesBitsOutsideTheirContainer(int container, int shift, int width) {
        assertThatThrownBy(() -> new Cut(container, shift, width, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
