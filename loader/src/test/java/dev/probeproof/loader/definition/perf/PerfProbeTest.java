// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.ProbeSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PerfProbeTest {

    /** Each line of the file: {@code +} or {@code -}, what perf 6.1 answered, a blank, the definition. */
    @Test
    void exactlyWhatPerfAcceptsIsAccepted() throws IOException {
        List<String> different = new ArrayList<>();
        for (String line : lines("perf-probe-6.1.data")) {
            if (accepts(line.substring(2), PerfDialect.EXACT) != line.startsWith("+")) {
                different.add(line);
            }
        }

        assertThat(different).isEmpty();
    }

    static List<String> lines(String name) throws IOException {
        try (InputStream stream = PerfProbeTest.class.getResourceAsStream("/definition/" + name)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static boolean accepts(String definition, PerfDialect dialect) {
        try {
            PerfProbe.parse(definition, dialect);
            return true;
        } catch (ProbeSyntaxException refused) {
            return false;
        }
    }
}
