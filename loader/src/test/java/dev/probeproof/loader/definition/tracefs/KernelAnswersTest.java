// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What kernels answered to commands. Each line of a file: the answer, a tab, the file written to (k, u or d), a tab, the
 * command. An answer is {@code +}, or {@code -COLUMN:WORD}, a word of ours for what was wrong; {@code ~} before it marks where
 * we answer otherwise on purpose, as the head of the file explains.
 */
class KernelAnswersTest {
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
    void whatAKernelTakesOrRefusesWeTakeOrRefuse(String release) throws IOException {
        TracefsProfile profile = TracefsProfile.of(release, Archs.X86_64);
        List<String> different = new ArrayList<>();
        for (String line : lines("tracefs-" + release + ".data")) {
            String[] parts = line.split("\t", 3);
            boolean taken = parts[0].contains("+");
            boolean onPurpose = parts[0].startsWith("~");
            ProbeSyntaxException refusal = refusal(parts[2], file(parts[1]), profile);
            if ((refusal == null) != (taken != onPurpose)) {
                different.add(line + (refusal == null ? "" : "   WE: " + refusal.problem()));
            }
        }

        assertThat(different).isEmpty();
    }

    private static @Nullable ProbeSyntaxException refusal(String command, TracefsFile file, TracefsProfile profile) {
        try {
            if (TracefsCommand.parse(command, file) instanceof TracefsCommand.Define define) {
                profile.require(define.probe());
            }
            return null;
        } catch (ProbeSyntaxException refused) {
            assertThat(refused.column()).isBetween(1, command.length() + 1);
            return refused;
        }
    }

    static TracefsFile file(String letter) {
        return letter.equals("k")
                ? TracefsFile.KPROBE_EVENTS
                : letter.equals("u") ? TracefsFile.UPROBE_EVENTS : TracefsFile.DYNAMIC_EVENTS;
    }

    static List<String> lines(String name) throws IOException {
        try (InputStream stream = KernelAnswersTest.class.getResourceAsStream("/definition/" + name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
