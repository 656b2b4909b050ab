// SPDX-License-Identifier: MIT
package dev.probeproof.loader.bytes;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BytesTest {
    private final Bytes bytes = Bytes.wrap(new byte[] {(byte) 0x81, 2, 3, 4, 5, 6, 7, (byte) 0xf8, 'a', 0}, "file.o");

    @Test
    void readNumbersInTheirOrder() {
        Bytes big = bytes.withOrder(ByteOrder.BIG_ENDIAN);

        assertThat(bytes.u8(0)).isEqualTo(0x81);
        assertThat(bytes.u16(0)).isEqualTo(0x0281);
        assertThat(big.u16(0)).isEqualTo(0x8102);
        assertThat(bytes.u32(0)).isEqualTo(0x04030281L);
        assertThat(big.u32(0)).isEqualTo(0x81020304L);
        assertThat(big.s32(0)).isEqualTo(0x81020304);
        assertThat(bytes.u64(0)).isEqualTo(0xf807060504030281L);
        assertThat(big.u64(0)).isEqualTo(0x81020304050607f8L);
    }

    @Test
    void readTextUpToItsEnd() {
        assertThat(bytes.cString(8)).isEqualTo("a");
        assertThat(bytes.cStringSize(8)).isEqualTo(1);
        assertThatThrownBy(() -> bytes.slice(0, 9, "text").cString(8))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessage("file.o: text at byte 8: text without a terminating NUL");
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "9, 2", "0, 11", "11, 0", "0, -1", "9223372036854775807, 1", "1, 9223372036854775807"})
    void refuseRangesOutsideThemselves(long offset, long size) {
        assertThatThrownBy(() -> bytes.slice(offset, size, "part"))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("part has " + Long.toUnsignedString(size) + " bytes there");
    }

    @Test
    void nameFilePartAndByteOfWhatIsMissing() {
        assertThatThrownBy(() -> bytes.slice(2, 4, "table").u64(0))
                .isInstanceOfSatisfying(CorruptObjectException.class, exception -> {
                    assertThat(exception.source()).isEqualTo("file.o");
                    assertThat(exception.section()).isEqualTo("table");
                    assertThat(exception.offset()).isZero();
                })
                .hasMessage("file.o: table at byte 0: 8 bytes wanted, but the table ends after 4");
    }

    @Test
    void areEqualByContent() {
        Bytes other = Bytes.copyOf(new byte[] {0, 2, 3, 4, 9}, "other.o").slice(1, 3, "part");

        assertThat(other).isEqualTo(bytes.slice(1, 3, "middle")).hasSameHashCodeAs(bytes.slice(1, 3, "middle"));
        assertThat(other).isNotEqualTo(bytes);
        assertThat(other).hasToString("020304");
    }
}
