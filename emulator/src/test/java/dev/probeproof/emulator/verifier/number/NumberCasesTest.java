// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Random programs were loaded into real kernels with log level 2; these are steps of theirs, one line each. */
final class NumberCasesTest {
    @TestFactory
    Stream<DynamicTest> boundsAreThoseTheKernelPrints() {
        return Stream.of("5.10", "6.1", "6.12", "6.18", "7.2").flatMap(NumberCasesTest::casesOf);
    }

    private static Stream<DynamicTest> casesOf(String release) {
        List<DynamicTest> tests = new ArrayList<>();
        String[] lines = read(release + ".txt").split("\n");
        for (int index = 0; index < lines.length; index++) {
            String line = lines[index];
            if (!line.startsWith("#")) {
                NumberCase step = NumberCase.of(release, line);
                String name = release + ".txt:" + (index + 1) + " " + step.operation();
                tests.add(DynamicTest.dynamicTest(
                        name, () -> assertThat(step.actual()).as(line).isEqualTo(step.expected())));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static String read(String file) {
        try (InputStream in = NumberCasesTest.class.getResourceAsStream("/verifier/number/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
