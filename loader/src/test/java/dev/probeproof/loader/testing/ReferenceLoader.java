// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The libbpf of this machine, asked through {@code crosscheck/reference.c}, and a clang for the sources beside it. Tests that
 * use it are tagged {@code native}; where a tool is missing they are skipped, or fail if
 * {@code PROBEPROOF_REQUIRE_NATIVE=1}.
 */
public final class ReferenceLoader {
    private static final String REQUIRED = "PROBEPROOF_REQUIRE_NATIVE";
    private static final String FOLDER = "/crosscheck";
    private static final long LIMIT_MINUTES = 10;

    /** Newer compilers know more of what the sources ask for. */
    private static final List<String> COMPILERS = List.of(
            "clang-21", "clang-20", "clang-19", "clang-18", "clang-17", "clang-16", "clang-15", "clang-14", "clang");

    private final Path directory;
    private final Path program;

    private ReferenceLoader(Path directory, Path program) {
        this.directory = directory;
        this.program = program;
    }

    /**
     * Builds it, or ends the test.
     *
     * @param directory an empty one, which gets everything of folder {@code crosscheck}
     */
    public static ReferenceLoader require(Path directory) {
        missing().ifPresent(reason -> {
            if ("1".equals(System.getenv(REQUIRED))) {
                Assertions.fail(REQUIRED + "=1, but " + reason);
            }
            Assumptions.abort(reason);
        });
        copyFolder(directory);
        Path program = directory.resolve("reference");
        run(
                directory,
                List.of(
                        "gcc",
                        "-O2",
                        "-Wall",
                        "-Wextra",
                        "-D_GNU_SOURCE",
                        "-rdynamic",
                        "reference.c",
                        "-o",
                        program.toString(),
                        "-lbpf",
                        "-ldl"));
        return new ReferenceLoader(directory, program);
    }

    private static Optional<String> missing() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("libbpf is for Linux");
        }
        if (executable("gcc").isEmpty()) {
            return Optional.of("there is no gcc to build the reference loader with");
        }
        return Files.isReadable(Path.of("/usr/include/bpf/libbpf.h"))
                ? Optional.empty()
                : Optional.of(
                        "there is no libbpf to compare with (/usr/include/bpf/libbpf.h; Debian's package libbpf-dev)");
    }

    /** The newest clang of this machine; ends the test if there is none. */
    public static String requireCompiler() {
        Optional<String> found =
                COMPILERS.stream().filter(name -> executable(name).isPresent()).findFirst();
        if (found.isEmpty() && "1".equals(System.getenv(REQUIRED))) {
            Assertions.fail(REQUIRED + "=1, but there is no clang to compile with");
        }
        return found.or(() -> Assumptions.abort("there is no clang to compile with"))
                .orElseThrow();
    }

    private static Optional<Path> executable(String name) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The directory with the sources, the objects and the texts. */
    public Path directory() {
        return directory;
    }

    /** What it prints, in lines; the first is the version of libbpf, such as {@code libbpf 1.1}. */
    public List<String> ask(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments);
        return run(directory, command);
    }

    /**
     * Compiles the sources.
     *
     * @return those that this compiler cannot compile
     */
    public List<String> compile(Path to, String compiler) {
        return run(directory, List.of("bash", "build.sh", to.toString(), compiler));
    }

    /** Output goes to a file, so that a process that says much waits for nobody. */
    private static List<String> run(Path directory, List<String> command) {
        try {
            Path output = Files.createTempFile(directory, "output", ".txt");
            Path errors = Files.createTempFile(directory, "errors", ".txt");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            try {
                if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    throw new AssertionError(String.join(" ", command) + " failed:\n"
                            + Files.readString(errors, StandardCharsets.UTF_8));
                }
            } finally {
                process.destroyForcibly();
            }
            return Files.readAllLines(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command.get(0), e);
        }
    }

    /** The folder lies in a directory or in a jar, depending on who builds. */
    private static void copyFolder(Path to) {
        try {
            URI uri = Objects.requireNonNull(
                            ReferenceLoader.class.getResource(FOLDER + "/reference.c"), "crosscheck/reference.c")
                    .toURI();
            if (uri.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                    copyFolder(jar.getPath(FOLDER), to);
                }
            } else {
                copyFolder(Objects.requireNonNull(Path.of(uri).getParent()), to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError("a class path with an impossible name", e);
        }
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(from)) {
            files = list.sorted().toList();
        }
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                Files.copy(in, to.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
