// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.model.ScenarioResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which scenarios were not as expected when they ran last, in a small file: one a line, with file, name and kernel, tabs between
 * them.
 */
final class RememberedFailures {
    /** In the working directory, as paths of scenario files are relative to it. */
    static final String DEFAULT_FILE = ".probeproof/failed";

    private final Path file;

    RememberedFailures(Path file) {
        this.file = file;
    }

    /** A scenario on a kernel. */
    record Failure(String file, String scenario, String kernel) {
        static Failure of(ScenarioResult result) {
            return new Failure(
                    plain(result.scenario().position().file()),
                    result.scenario().name(),
                    result.kernel());
        }

        /** The same file by whatever way it is named. */
        static String plain(String path) {
            Path here = Path.of("").toAbsolutePath();
            Path there = absolute(path);
            // On Windows there is no way from one drive to another.
            Path plain = Objects.equals(here.getRoot(), there.getRoot()) ? here.relativize(there) : there;
            return plain.toString().replace('\\', '/');
        }

        private static Path absolute(String path) {
            return InputFile.path(path).toAbsolutePath().normalize();
        }
    }

    /** What failed last; nothing if there is no file. Lines that it should not have are passed over. */
    Set<Failure> read() throws IOException {
        Set<Failure> failures = new LinkedHashSet<>();
        if (Files.isRegularFile(file)) {
            for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n")) {
                String[] parts = line.split("\t", -1);
                if (parts.length == 3) {
                    failures.add(new Failure(unescaped(parts[0]), unescaped(parts[1]), unescaped(parts[2])));
                }
            }
        }
        return failures;
    }

    /** Takes these results in place of those of the last time; what did not run now stays as it was. */
    void update(List<ScenarioResult> results) throws IOException {
        Set<Failure> failures = read();
        boolean known = !failures.isEmpty();
        for (ScenarioResult result : results) {
            if (result.isFine()) {
                failures.remove(Failure.of(result));
            } else {
                failures.add(Failure.of(result));
            }
        }
        if (failures.isEmpty()) {
            if (known) {
                Files.delete(file);
            }
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        List<String> lines = new ArrayList<>();
        failures.forEach(each -> lines.add(
                escaped(each.file()) + "\t" + escaped(each.scenario()) + "\t" + escaped(each.kernel()) + "\n"));
        Files.writeString(file, String.join("", lines), StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                plain.append(next == 't' ? '\t' : next == 'n' ? '\n' : next);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
