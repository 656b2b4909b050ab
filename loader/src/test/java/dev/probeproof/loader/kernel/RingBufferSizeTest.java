// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RingBufferSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 4096, 0",
        "1, 4096, 4096",
        "4096, 4096, 4096",
        "4097, 4096, 8192",
        "12288, 4096, 16384",
        "8192, 65536, 65536",
        "0x7fffffff, 4096, 0x80000000",
        "0x80000000, 4096, 0x80000000",
        "0x80000001, 4096, 0x80000001",
    })
    void isThatOfTheReferenceLoader(String asked, int page, String expected) {
        assertThat(RingBufferSize.fitting(Long.decode(asked).intValue(), page))
                .isEqualTo(Long.decode(expected).intValue());
    }
}
