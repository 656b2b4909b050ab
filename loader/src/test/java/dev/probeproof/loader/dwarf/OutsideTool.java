// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Compilers and dumpers of the machine that the tests run on, where it has them. */
final class OutsideTool {
    private OutsideTool() {}

    /** Skips the test, in words, where a tool is missing. */
    static void require(String... names) {
        for (String name : names) {
            boolean found = List.of(System.getenv("PATH").split(":")).stream()
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
            assumeTrue(found, () -> "needs the tool " + name + ", which is not installed here");
        }
    }

    /** What the command writes; fails if it does. */
    static String run(Path folder, List<String> command) {
        try {
            Path output = Files.createTempFile(folder, "output", ".txt");
            int code = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            String text = Files.readString(output, StandardCharsets.ISO_8859_1);
            assertThat(code)
                    .as("%s: %s", command, text.substring(0, Math.min(text.length(), 2000)))
                    .isZero();
            return text;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }
}
