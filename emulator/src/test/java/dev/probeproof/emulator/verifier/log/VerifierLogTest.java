// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VerifierLogTest {
    @Test
    void writesNothingAtLevelZero() {
        VerifierLog log = new VerifierLog(0);

        log.line("R%d !read_ok", 3);

        assertThat(log.text()).isEmpty();
    }

    @Test
    void takesBackWhatAPathWrote() {
        VerifierLog log = new VerifierLog(VerifierLog.BRANCHES);
        log.line("kept");
        int position = log.position();
        log.line("not kept");

        log.resetTo(position);

        assertThat(log.text()).isEqualTo("kept\n");
    }

    @Test
    void keepsBothEndsOfALongLog() {
        VerifierLog log = new VerifierLog(VerifierLog.INSTRUCTIONS, 200);

        for (int i = 1000; i < 2000; i++) {
            log.line("line %d", i);
        }

        assertThat(log.text())
                .hasSizeLessThan(500)
                .startsWith("line 1000\nline 1001\n")
                .containsPattern("\n\\[\\d+ characters of the log are left out here\\]\nline 1\\d{3}\n")
                .endsWith("line 1998\nline 1999\n");
    }

    @Test
    void positionsStayTrueWhileTheMiddleIsLost() {
        VerifierLog log = new VerifierLog(VerifierLog.INSTRUCTIONS, 200);
        for (int i = 1000; i < 2000; i++) {
            log.line("line %d", i);
        }
        int position = log.position();
        log.line("taken back");

        log.resetTo(position);

        assertThat(log.position()).isEqualTo(10_000);
        assertThat(log.text()).endsWith("line 1999\n");
    }

    @Test
    void goingBackBeforeTheGapClosesIt() {
        VerifierLog log = new VerifierLog(VerifierLog.INSTRUCTIONS, 200);
        for (int i = 1000; i < 2000; i++) {
            log.line("line %d", i);
        }

        log.resetTo(10);
        log.line("again");

        assertThat(log.text()).isEqualTo("line 1000\nagain\n");
    }

    @Test
    void goingBackIntoTheGapLeavesItMarked() {
        VerifierLog log = new VerifierLog(VerifierLog.INSTRUCTIONS, 200);
        for (int i = 1000; i < 2000; i++) {
            log.line("line %d", i);
        }

        log.resetTo(5000);
        log.line("first");
        log.line("second");

        assertThat(log.text()).contains("left out here").endsWith("second\n").doesNotContain("line 1999");
    }
}
