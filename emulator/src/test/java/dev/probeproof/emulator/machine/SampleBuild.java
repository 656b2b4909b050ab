// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One of the compiled samples of {@code machine/samples}, with its line table as readelf printed it. */
record SampleBuild(String name, Arch arch, ElfFile elf, Map<Long, List<String>> lines) {
    static final String FOLDER = "/machine/samples/";

    private static final List<String> NAMES = List.of(
            "x86_64-gcc-O0",
            "x86_64-gcc-O1",
            "x86_64-gcc-O2",
            "x86_64-gcc-O3",
            "x86_64-gcc-Og",
            "x86_64-gcc-O2-dwarf4",
            "x86_64-gcc-O2-framepointer",
            "x86_64-clang-O0",
            "x86_64-clang-O1",
            "x86_64-clang-O2",
            "x86_64-clang-O3",
            "x86_64-clang-Og",
            "arm64-clang-O0",
            "arm64-clang-O1",
            "arm64-clang-O2",
            "arm64-clang-O3",
            "riscv64-clang-O0",
            "riscv64-clang-O1",
            "riscv64-clang-O2",
            "riscv64-clang-O3",
            "s390x-clang-O0",
            "s390x-clang-O1",
            "s390x-clang-O2",
            "s390x-clang-O3");

    static Stream<String> names() {
        return NAMES.stream();
    }

    static Stream<String> namesThatGdbSaw() {
        return names().filter(name -> name.startsWith("x86_64"));
    }

    static SampleBuild read(String name) {
        Map<Long, List<String>> lines = new TreeMap<>();
        text("built/" + name + ".lines").forEach(line -> {
            String[] parts = line.split(" ");
            if (parts[2].equals("is_stmt")) {
                lines.computeIfAbsent(Long.decode(parts[0]), at -> new ArrayList<>())
                        .add(parts[1]);
            }
        });
        return new SampleBuild(name, arch(name), elf(name), lines);
    }

    static Arch arch(String name) {
        return Archs.find(name.substring(0, name.indexOf('-'))).orElseThrow();
    }

    static ElfFile elf(String name) {
        return ElfReader.read(Bytes.wrap(bytes("built/" + name), name));
    }

    static List<String> text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8).lines().toList();
    }

    static byte[] bytes(String name) {
        try (InputStream in = SampleBuild.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("no " + FOLDER + name);
            }
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
