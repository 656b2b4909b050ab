// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The compiled files of {@code /dwarf}, which build.sh there makes. */
final class Samples {
    private Samples() {}

    static List<String> names() {
        try (Stream<Path> files = Files.list(path("sample.c").getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".o") || name.startsWith("two-units"))
                    .filter(name -> !name.endsWith(".facts"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path path(String name) {
        try {
            return Path.of(Samples.class.getResource("/dwarf/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static ElfFile elf(String name) {
        try {
            return ElfReader.read(Bytes.map(path(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DebugInfo open(String name) {
        return DebugInfo.open(elf(name));
    }

    /** With the addresses that tools print: in relocatable files every section starts at 0. */
    static DebugInfo openAsWritten(String name) {
        ElfFile elf = elf(name);
        return DebugInfo.open(elf, SectionAddresses.asWritten(elf));
    }

    static DebugFunction function(DebugInfo info, String name) {
        return info.functions(name).get(0);
    }
}
