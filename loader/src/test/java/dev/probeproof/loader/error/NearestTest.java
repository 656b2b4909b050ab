// SPDX-License-Identifier: MIT
package dev.probeproof.loader.error;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NearestTest {

    @ParameterizedTest
    @CsvSource({
        "tcp_sendmgs, tcp_sendmsg", // neighbours swapped
        "tcp_sendmsgs, tcp_sendmsg", // one too many
        "tcp_sndmsg, tcp_sendmsg", // one missing
        "tcp_sendmzg, tcp_sendmsg", // one wrong
        "TCP_SENDMSG, tcp_sendmsg", // case
    })
    void findsWhatOneSlipOfTheFingersMeant(String wanted, String meant) {
        assertThat(Nearest.of(wanted, List.of("tcp_recvmsg", "tcp_sendmsg", "udp_sendmsg")))
                .first()
                .isEqualTo(meant);
    }

    @Test
    void offersAtMostThreeAndTheNearestFirst() {
        assertThat(Nearest.of("abcdef", List.of("abcxyf", "abcdex", "abcdey", "abcdez", "abcdeu")))
                .containsExactly("abcdeu", "abcdex", "abcdey");
    }

    @Test
    void offersNothingThatIsNotNear() {
        assertThat(Nearest.of("f_pth", List.of("f_pos", "f_inode"))).isEmpty();
        assertThat(Nearest.of("", List.of("a", "ab"))).containsExactly("a");
        assertThat(Nearest.of("x", List.of())).isEmpty();
    }

    @Test
    void copesWithNamesOfAnyLength() {
        String name = "a".repeat(200);

        assertThat(Nearest.of(name + "b", List.of(name, "a"))).containsExactly(name);
    }

    @Test
    void completesABeginningWhereNothingIsNear() {
        assertThat(Nearest.of("6.12", List.of("6.1-amd64", "6.12-rt-amd64", "6.12-amd64", "5.10-amd64")))
                .containsExactly("6.12-amd64", "6.12-rt-amd64");
        assertThat(Nearest.of("v", List.of("vfs_read"))).isEmpty();
    }

    @Test
    void findsSwappedAndMissingLettersOfShortWords() {
        List<String> commands = List.of("check", "dump", "features", "serve");

        assertThat(Nearest.of("chekc", commands)).containsExactly("check");
        assertThat(Nearest.of("feature", commands)).containsExactly("features");
        assertThat(Nearest.of("attach", commands)).isEmpty();
    }
}
