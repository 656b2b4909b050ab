// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class KernelReleaseTest {
    @ParameterizedTest
    @CsvSource({
        "5.10.0-28-amd64, 5.5, true",
        "5.10.0-28-amd64, 5.10, true",
        "5.10.0-28-amd64, 5.11, false",
        "5.10, 4.20, true",
        "6.1, 5.19, true",
        "4.19.0, 5.0, false",
        "running, 99.0, true",
        "6.1, '', true"
    })
    void comparesNumbersNotText(String release, String since, boolean has) {
        assertThat(KernelRelease.of(release).has(since)).isEqualTo(has);
    }
}
