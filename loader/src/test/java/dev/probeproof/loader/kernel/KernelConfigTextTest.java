// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KernelConfigTextTest {
    private static Bytes text(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8), "config-6.1");
    }

    @Test
    void readsLinesAndPassesOverTheRest() {
        KernelConfig config = KernelConfigText.whole(
                text("# Linux 6.1\n# CONFIG_A is not set\r\nCONFIG_B=\"x=y\"\n\nother\nCONFIG_C=m\r\nCONFIG_C=y"));

        assertThat(config.value("CONFIG_A")).isEmpty();
        assertThat(config.value("CONFIG_B")).contains("\"x=y\"");
        assertThat(config.value("CONFIG_C")).contains("m");
        assertThat(config.isKnown()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONFIG_A", "CONFIG_A=", "LINUX_KERNEL_VERSION"})
    void refusesLinesWithoutAValue(String line) {
        assertThatThrownBy(() -> KernelConfigText.some(text("CONFIG_B=y\n" + line + "\n")))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessage("config-6.1: line 2: '" + line + "' is not of the form CONFIG_X=value");
    }

    @Test
    void asksAnotherForWhatItDoesNotSay() {
        KernelConfig some = KernelConfigText.some(text("CONFIG_A=1\n"));
        KernelConfig whole = KernelConfigText.whole(text("CONFIG_A=2\nCONFIG_B=3\n"));

        KernelConfig both = some.orElse(whole);

        assertThat(both.value("CONFIG_A")).contains("1");
        assertThat(both.value("CONFIG_B")).contains("3");
        assertThat(both.isKnown()).isTrue();
        assertThat(some.orElse(KernelConfig.UNKNOWN).isKnown()).isFalse();
    }
}
