// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The sound files among the test resources. */
public final class Specimens {
    private static final List<String> DIRECTORIES = List.of("/objects", "/crosscheck", "/core");

    /** Larger ones are larger only, and a mutant of them takes long. */
    private static final int LARGEST = 32 << 10;

    private Specimens() {}

    /** The types of every object, and those files that are types and nothing else. */
    static List<Specimen> types() {
        List<Specimen> types = new ArrayList<>();
        for (Path path : files(".o")) {
            ElfReader.read(Bytes.wrap(read(path), path.toString()))
                    .section(".BTF")
                    .map(ElfSection::bytes)
                    .ifPresent(blob -> types.add(Specimen.of(".BTF of " + path.getFileName(), blob.toArray())));
        }
        files(".btf").stream()
                .filter(path -> !path.toString().contains("module"))
                .forEach(path -> types.add(Specimen.of(path.getFileName().toString(), read(path))));
        return types;
    }

    /** Compiled files with debug information; see {@code /dwarf/build.sh}. */
    static List<Specimen> withDebugInformation() {
        return debugInformationFiles()
                .map(path -> Specimen.of(path.getFileName().toString(), read(path)))
                .toList();
    }

    static Stream<Path> debugInformationFiles() {
        return Stream.of(
                        "gcc-O2-5.o",
                        "gcc-O2-4.o",
                        "gcc-O2-2.o",
                        "gcc-O1-5-types.o",
                        "gcc-O2-5-64.o",
                        "gcc-O2-5-gz.o",
                        "gcc-O2-5-s390x.o",
                        "gcc-O2-5-split.o",
                        "clang-O2-5-riscv64.o",
                        "clang-O2-5.o",
                        "callers-4",
                        "callers-5",
                        "two-units-4",
                        "two-units-5",
                        "two-units-clang",
                        "two-units-lto",
                        "two-units-types-4",
                        "two-units-types-5")
                .map(name -> {
                    try {
                        return Path.of(
                                Specimens.class.getResource("/dwarf/" + name).toURI());
                    } catch (URISyntaxException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    static List<Specimen> allObjects() {
        return files(".o").stream()
                .map(path -> Specimen.of(path.getFileName().toString(), read(path)))
                .toList();
    }

    /** A test resource. */
    static Bytes bytes(String resource) {
        try (InputStream stream = Specimens.class.getResourceAsStream(resource)) {
            return Bytes.wrap(stream.readAllBytes(), resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> files(String suffix) {
        List<Path> found = new ArrayList<>();
        for (String directory : DIRECTORIES) {
            try (Stream<Path> files =
                    Files.list(Path.of(Specimens.class.getResource(directory).toURI()))) {
                files.filter(path -> path.toString().endsWith(suffix))
                        .filter(path -> path.toFile().length() <= LARGEST)
                        .sorted()
                        .forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return found;
    }

    static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
