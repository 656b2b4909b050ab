// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArgumentStructTest {
    @Test
    void putsEveryMemberAtAMultipleOfEight() {
        ArgumentStruct struct = ArgumentStruct.of(List.of(
                new FetchLeaf.Int(1, true),
                new FetchLeaf.Text(20),
                new FetchLeaf.Bits(4, 3, 2, false),
                new FetchLeaf.Memory(9),
                new FetchLeaf.Text(8)));

        assertThat(struct.members()).extracting(ArgumentStruct.Member::offset).containsExactly(0, 8, 40, 48, 64);
        assertThat(struct.members())
                .extracting(ArgumentStruct.Member::valueOffset)
                .containsExactly(0, 16, 40, 48, 72);
        assertThat(struct.sizeBytes()).isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void refusesSizesThatNoStackHolds(int bytes) {
        assertThatThrownBy(() -> ArgumentStruct.of(List.of(new FetchLeaf.Text(bytes))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ArgumentStruct.of(List.of(new FetchLeaf.Memory(bytes))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
