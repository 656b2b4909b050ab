// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import dev.probeproof.loader.fetch.FetchValue.Constant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ValueWordsTest {
    private static final FetchValue DI =
            new FetchValue.Register(Archs.X86_64.register("di").orElseThrow());

    @Test
    void a_sum_inside_another_operator_keeps_its_parentheses() {
        FetchValue sum = FetchAlgebra.add(DI, 4);

        assertThat(words(BinaryOperator.MULTIPLY, sum, new Constant(8))).isEqualTo("((di+4) * 8)");
        assertThat(words(BinaryOperator.MULTIPLY, new FetchValue.Symbol("jiffies", 8), sum))
                .isEqualTo("((jiffies+8) * (di+4))");
    }

    @Test
    void operators_say_whether_they_take_numbers_with_a_sign() {
        assertThat(words(BinaryOperator.SHIFT_RIGHT_SIGNED, DI, new Constant(3)))
                .isEqualTo("(di s>> 3)");
        assertThat(words(BinaryOperator.DIVIDE_UNSIGNED, DI, new Constant(3))).isEqualTo("(di u/ 3)");
        assertThat(words(BinaryOperator.LESS_SIGNED, DI, new Constant(-1))).isEqualTo("(di < -1)");
    }

    @Test
    void memory_says_how_much_is_read_and_whose() {
        FetchValue word = new FetchValue.Memory(FetchAlgebra.add(DI, 24), 8, AddressSpaceKind.KERNEL);

        assertThat(ValueWords.of(FetchAlgebra.add(word, 40))).isEqualTo("[di+24]+40");
        assertThat(ValueWords.of(FetchAlgebra.extend(new FetchValue.Memory(DI, 2, AddressSpaceKind.USER), 8, true)))
                .isEqualTo("s8(user u16[di])");
    }

    private static String words(BinaryOperator operator, FetchValue left, FetchValue right) {
        return ValueWords.of(new FetchValue.Binary(operator, left, right));
    }
}
