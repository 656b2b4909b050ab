// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Every row of every frame, compared with what GNU readelf makes of the same file. */
class CallFramesCrossCheckTest {
    private static final String SOURCE =
            """
            struct pair { long a; int b; };
            extern int ext(void *); extern long sink;
            __attribute__((noinline)) long leaf(long a, long b) { return a * b + 3; }
            long big(struct pair *p, int n, long c, long d, long e, long f, long g) {
                char buf[200]; long s = 0;
                for (int i = 0; i < n; i++) {
                    buf[i % 200] = p[i].b; s += ext(buf) + p[i].a * c;
                    if (s > d) { s -= e; ext(&s); }
                }
                sink = s; return s + leaf(s, f) + g;
            }
            long vla(int n) { char x[n]; ext(x); return x[0] + x[n - 1]; }
            int early(struct pair *p) {
                if (!p) return -1;
                long t = p->a; ext(p);
                if (t > 5) return ext(&t) + ext(p) + p->b;
                return 4;
            }
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "x86_64,  gcc",
        "x86_64,  clang --target=x86_64-linux-gnu",
        "x86_64,  clang --target=x86_64-linux-gnu -fno-asynchronous-unwind-tables",
        "arm64,   clang --target=aarch64-linux-gnu",
        "arm64,   clang --target=aarch64-linux-gnu -mbranch-protection=standard",
        "riscv64, clang --target=riscv64-linux-gnu -mno-relax",
        "ppc64le, clang --target=powerpc64le-linux-gnu",
        "s390x,   clang --target=s390x-linux-gnu",
        "s390x,   s390x-linux-gnu-gcc"
    })
    void everyRowIsTheOneThatReadelfFinds(String arch, String compiler) throws IOException {
        List<String> words = List.of(compiler.split(" "));
        OutsideTool.require(words.get(0), "readelf");
        Path source = Files.writeString(folder.resolve("sample.c"), SOURCE);

        for (String level : List.of("-O0", "-O2", "-O2 -fomit-frame-pointer", "-Os")) {
            Path object = folder.resolve("sample.o");
            List<String> command = new ArrayList<>(words);
            command.addAll(List.of(level.split(" ")));
            command.addAll(List.of("-g", "-ffreestanding", "-c", source.toString(), "-o", object.toString()));
            OutsideTool.run(folder, command);

            compare(object, arch);
        }
    }

    @Test
    void everyRowOfTheCLibraryIsTheOneThatReadelfFinds() throws IOException {
        OutsideTool.require("readelf");
        Path library = Path.of("/lib/x86_64-linux-gnu/libc.so.6");
        assumeTrue(Files.exists(library), "there is no " + library + " here");

        assertThat(compare(library, "x86_64")).isGreaterThan(1000);
    }

    private int compare(Path file, String arch) throws IOException {
        Map<Long, List<String>> expected =
                ReadelfFrames.parse(OutsideTool.run(folder, List.of("readelf", "-wNF", file.toString())), arch);

        Map<Long, List<String>> found = frames(file);

        // For a frame without instructions of its own readelf prints nothing.
        expected.forEach((start, rows) -> {
            if (!rows.isEmpty()) {
                assertThat(found.get(start))
                        .as("%s: frame at 0x%x", file, start)
                        .isEqualTo(rows);
            }
        });
        assertThat(found.keySet()).containsAll(expected.keySet());
        return found.size();
    }

    private static Map<Long, List<String>> frames(Path file) throws IOException {
        ElfFile elf = ElfReader.read(Bytes.wrap(Files.readAllBytes(file), file.toString()));
        // readelf takes every section of a relocatable file to start at 0.
        DebugSections sections = new DebugSections(elf, SectionAddresses.asWritten(elf));
        Map<Long, List<String>> found = new TreeMap<>();
        for (String name : List.of(".eh_frame", ".debug_frame")) {
            long address = elf.section(name).map(ElfSection::address).orElse(0L);
            FrameEntries entries = FrameEntries.read(
                    new FrameSection(sections.get(name), address, name.equals(".eh_frame")), 8);
            for (FrameEntries.Frame frame : entries.all()) {
                found.put(frame.start(), rows(frame, entries));
            }
        }
        return found;
    }

    private static List<String> rows(FrameEntries.Frame frame, FrameEntries entries) {
        try {
            List<String> rows = ReadelfFrames.of(FrameProgram.rows(frame, entries.pointers()));
            for (FrameRow row : FrameProgram.rows(frame, entries.pointers())) {
                // The last row of an address holds there.
                assertThat(FrameProgram.rowAt(frame, entries.pointers(), row.from()).from())
                        .isEqualTo(row.from());
            }
            return rows;
        } catch (NotFetchableException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
