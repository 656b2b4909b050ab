// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.object.SourceLine;
import dev.probeproof.scenarios.trace.ProgramCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** C files: from the disk where they are found, else the lines that type information keeps, which are those with code. */
public final class SourceFiles {
    private static final long LARGEST_BYTES = 4 << 20;

    private final List<Path> folders;
    private final Map<String, Optional<Path>> found = new HashMap<>();

    /**
     * @param folders where to look for files, in that order
     */
    public SourceFiles(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** The file on this disk that type information means, if it is there and has those lines. */
    public Optional<Path> onDisk(String file, TreeMap<Integer, String> known) {
        return found.computeIfAbsent(file, name -> look(name, known));
    }

    private Optional<Path> look(String file, TreeMap<Integer, String> known) {
        String plain = Lines.plain(file);
        List<Path> candidates = new ArrayList<>();
        try {
            Path name = Path.of(plain);
            if (name.isAbsolute()) {
                candidates.add(name);
            }
            for (Path folder : folders) {
                candidates.add(folder.resolve(name));
                candidates.add(folder.resolve(name.getFileName()));
            }
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        for (Path candidate : candidates) {
            List<String> lines = read(candidate);
            // A file of that name with other lines is another one, or a later version.
            if (!lines.isEmpty()
                    && known.entrySet().stream()
                            .allMatch(line -> line.getKey() <= lines.size()
                                    && (line.getValue().isEmpty()
                                            || lines.get(line.getKey() - 1)
                                                    .strip()
                                                    .equals(line.getValue())))) {
                return Optional.of(candidate.toAbsolutePath().normalize());
            }
        }
        return Optional.empty();
    }

    private static List<String> read(Path path) {
        try {
            if (Files.isRegularFile(path) && Files.size(path) <= LARGEST_BYTES) {
                return new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
            }
        } catch (IOException unreadable) {
            return List.of();
        }
        return List.of();
    }

    /** The lines of a file by their number; those that nobody knows are missing. */
    public TreeMap<Integer, String> lines(String file, List<ProgramCode> codes) {
        TreeMap<Integer, String> known = known(file, codes);
        Optional<Path> path = onDisk(file, known);
        if (path.isPresent()) {
            TreeMap<Integer, String> all = new TreeMap<>();
            int number = 0;
            for (String line : read(path.get())) {
                all.put(++number, line);
            }
            return all;
        }
        return known;
    }

    /** The lines of a file for which there is code. */
    public static TreeMap<Integer, String> known(String file, List<ProgramCode> codes) {
        TreeMap<Integer, String> known = new TreeMap<>();
        for (ProgramCode code : codes) {
            for (int slot = code.prologueSlots(); slot < code.instructions().size(); slot++) {
                Optional<SourceLine> line = code.line(slot);
                if (line.isPresent() && Lines.means(file, line.get().file())) {
                    known.put(line.get().line(), line.get().text());
                }
            }
        }
        return known;
    }

    /** The files that programs were made of, as type information names them. */
    public static Set<String> files(List<ProgramCode> codes) {
        Set<String> files = new LinkedHashSet<>();
        for (ProgramCode code : codes) {
            for (int slot = 0; slot < code.instructions().size(); slot++) {
                code.line(slot).ifPresent(line -> files.add(line.file()));
            }
        }
        return files;
    }
}
