// SPDX-License-Identifier: MIT
package dev.probeproof.loader.error;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NearestTest {
    private static final List<String> COMMANDS = List.of("check", "dump", "features", "serve", "verify");

    @Test
    void findsSwappedAndMissingLetters() {
        assertThat(Nearest.of("chekc", COMMANDS, 3)).containsExactly("check");
        assertThat(Nearest.of("feature", COMMANDS, 3)).containsExactly("features");
    }

    @Test
    void offersNothingThatIsFarOff() {
        assertThat(Nearest.of("attach", COMMANDS, 3)).isEmpty();
        assertThat(Nearest.of("", COMMANDS, 3)).isEmpty();
    }

    @Test
    void ignoresCase() {
        assertThat(Nearest.of("VERIFY", COMMANDS, 3)).containsExactly("verify");
    }

    @Test
    void completesABeginningShortestFirst() {
        assertThat(Nearest.of("6.12", List.of("6.1-amd64", "6.12-rt-amd64", "6.12-amd64"), 2))
                .containsExactly("6.12-amd64", "6.12-rt-amd64");
    }

    @Test
    void putsEditsBeforeBeginnings() {
        assertThat(Nearest.of("vfs_read", List.of("vfs_readlink", "vfs_readv", "vfs_raed"), 3))
                .containsExactly("vfs_readv", "vfs_raed", "vfs_readlink");
    }
}
