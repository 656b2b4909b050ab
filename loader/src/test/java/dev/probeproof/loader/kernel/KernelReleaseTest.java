// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class KernelReleaseTest {
    @ParameterizedTest
    @CsvSource({"6.18.44-fc-v657, 6, 18", "5.2, 5, 2", "4.19.0-21-amd64, 4, 19", "unknown, 0, 0", "'', 0, 0", "6, 0, 0"
    })
    void readsTheTwoLeadingNumbers(String text, int major, int minor) {
        assertThat(KernelRelease.of(text)).isEqualTo(new KernelRelease(major, minor));
    }

    @ParameterizedTest
    @CsvSource({"5.1, true, false", "5.2, false, true", "6.0, false, true", "4.19, true, false", "?, false, false"})
    void comparesButSaysNothingOfUnknownOnes(String text, boolean before, boolean atLeast) {
        KernelRelease release = KernelRelease.of(text);

        assertThat(release.isBefore(5, 2)).isEqualTo(before);
        assertThat(release.isAtLeast(5, 2)).isEqualTo(atLeast);
    }

    @ParameterizedTest
    @CsvSource({
        "5.10.0-28-amd64, 5.5, true",
        "5.10.0-28-amd64, 5.10, true",
        "5.10.0-28-amd64, 5.11, false",
        "6.1, 5.19, true",
        "4.19.0, 5.0, false",
        "running, 99.0, true",
        "6.1, '', true"
    })
    void hasWhatItIsNotCertainlyTooOldFor(String release, String since, boolean has) {
        assertThat(KernelRelease.of(release).has(since)).isEqualTo(has);
    }
}
