// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.dwarf.CompilationUnit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of source files, which debug information only names. A file is looked for below the directories that are given, by
 * ever shorter ends of its path, and then where it was when it was compiled.
 */
final class SourceText {
    private final List<Path> directories;

    SourceText(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /**
     * The lines of a file; empty if it is nowhere.
     *
     * @param file as the line table names it
     */
    Optional<List<String>> lines(String file, CompilationUnit unit) throws IOException {
        for (Path candidate : candidates(file, unit)) {
            if (Files.isRegularFile(candidate)) {
                return Optional.of(new String(Files.readAllBytes(candidate), StandardCharsets.ISO_8859_1)
                        .lines()
                        .toList());
            }
        }
        return Optional.empty();
    }

    private List<Path> candidates(String file, CompilationUnit unit) {
        Path path = Path.of(file);
        List<Path> candidates = new ArrayList<>();
        for (Path directory : directories) {
            for (int first = 0; first < path.getNameCount(); first++) {
                candidates.add(directory.resolve(path.subpath(first, path.getNameCount())));
            }
        }
        if (path.isAbsolute()) {
            candidates.add(path);
        } else {
            unit.directory().map(directory -> Path.of(directory).resolve(path)).ifPresent(candidates::add);
        }
        return candidates;
    }
}
