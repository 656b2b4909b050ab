// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.CorruptObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BtfSnapshotTest {
    @ParameterizedTest
    @MethodSource("dev.probeproof.loader.btf.BtfTest#orders")
    void opensWithTheSameTypesAndNames(ByteOrder order) {
        Btf btf = BtfTest.everyKind(order);

        Btf opened = BtfSnapshot.open(ByteBuffer.wrap(BtfSnapshot.of(btf)), "kept");

        assertThat(opened.endId()).isEqualTo(btf.endId());
        assertThat(opened.order()).isEqualTo(order);
        assertThat(opened.raw()).isEqualTo(btf.raw());
        for (int id = 1; id < btf.endId(); id++) {
            assertThat(opened.type(id)).isEqualTo(btf.type(id));
            assertThat(opened.findAll(btf.kind(id), btf.name(id))).isEqualTo(btf.findAll(btf.kind(id), btf.name(id)));
        }
        assertThat(opened.find(BtfKind.STRUCT, "no such")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 12, 16, 20, 40, 100, 200})
    void refusesDamage(int at) {
        byte[] bytes = BtfSnapshot.of(BtfTest.everyKind(ByteOrder.LITTLE_ENDIAN));
        bytes[at] ^= 0x10;

        assertThatThrownBy(() -> BtfSnapshot.open(ByteBuffer.wrap(bytes), "kept"))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("kept");
    }

    @Test
    void refusesEveryPartOfASnapshot() {
        byte[] bytes = BtfSnapshot.of(BtfTest.everyKind(ByteOrder.LITTLE_ENDIAN));

        for (int size = 0; size < bytes.length; size++) {
            byte[] part = Arrays.copyOf(bytes, size);
            assertThatThrownBy(() -> BtfSnapshot.open(ByteBuffer.wrap(part), "kept"))
                    .isInstanceOf(CorruptObjectException.class);
        }
    }
}
