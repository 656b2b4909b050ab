// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NativeServedKernelTest {
    @ParameterizedTest
    @CsvSource({
        "6.18.3-cloud-amd64, 6.18,               true",
        "6.18-rc1,           6.18,               true",
        "6.18.3-cloud-amd64, 6.18.3-cloud-amd64, true",
        "6.18.3-cloud-amd64, 6.1,                false",
        "6.18.3-cloud-amd64, 6.18.4,             false",
        "6.1.170,            6.18,               false",
        "custom,             6.18,               false",
        "custom,             unknown,            false",
    })
    void answersForTheReleaseThatRuns(String running, String asked, boolean same) {
        assertThat(NativeServedKernel.isOf(running, asked)).isEqualTo(same);
    }
}
