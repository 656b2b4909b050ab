// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutcomeTest {
    private static final Outcome WIDE = new Outcome(0x1_0000_0007L, 12);

    @Test
    void equalOnesDoNotDiffer() {
        assertThat(new Outcome(0x1_0000_0007L, 12).difference(WIDE)).isEmpty();
    }

    @Test
    void enginesOfOursAreHeldToAllBits() {
        assertThat(new Outcome(7, 12).difference(WIDE)).contains("0x7, not 0x100000007");
    }

    @Test
    void aKernelTellsTheLowHalfOnly() {
        assertThat(new Outcome(7, Outcome.UNKNOWN).difference(WIDE)).isEmpty();
        assertThat(new Outcome(-1, Outcome.UNKNOWN).difference(WIDE)).contains("0xffffffff, not 0x7");
    }

    @Test
    void countsMayDiffer() {
        assertThat(new Outcome(0x1_0000_0007L, 13).difference(WIDE)).contains("13 instructions, not 12");
    }
}
