// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Debug information that was moved out of the file that runs, as distributions do ({@code objcopy --only-keep-debug}): whether
 * two files belong together, and where such a file usually is.
 *
 * <pre>{@code
 * SeparateDebugFile.places(program, Path.of("/usr/bin/bash")); // [/usr/lib/debug/.build-id/a1/b2….debug, …]
 * }</pre>
 */
public final class SeparateDebugFile {
    private static final String USUAL = "/usr/lib/debug";
    private static final String BUILD_ID = ".note.gnu.build-id";
    private static final String LINK = ".gnu_debuglink";
    private static final int NOTE_HEADER = 12;
    private static final int NT_GNU_BUILD_ID = 3;

    private SeparateDebugFile() {}

    /** What the linker gave a file to tell it from others, in hexadecimal; it stays the same when parts are moved out. */
    public static Optional<String> buildId(ElfFile elf) {
        Optional<ElfSection> section = elf.section(BUILD_ID).filter(note -> !note.isZeroed());
        if (section.isEmpty() || section.get().bytes().size() < NOTE_HEADER) {
            return Optional.empty();
        }
        Bytes note = section.get().bytes();
        long name = note.s32(0) & 0xffff_ffffL;
        long size = note.s32(4) & 0xffff_ffffL;
        long start = NOTE_HEADER + (name + 3 & -4);
        if (note.s32(8) != NT_GNU_BUILD_ID || size == 0 || start + size > note.size()) {
            return Optional.empty();
        }
        return Optional.of(HexFormat.of()
                .formatHex(note.slice((int) start, (int) size, BUILD_ID).toArray()));
    }

    /** True if a file has no code of its own: its addresses are those of the program, its offsets mean nothing. */
    public static boolean isDebugOnly(ElfFile elf) {
        List<ElfSection> code = elf.sections().stream()
                .filter(section -> section.isAllocated() && section.isExecutable())
                .toList();
        return !code.isEmpty() && code.stream().allMatch(ElfSection::isZeroed);
    }

    /**
     * Where the debug information of a program usually is, the likeliest place first.
     *
     * @param path of the program
     */
    public static List<Path> places(ElfFile program, Path path) {
        List<Path> places = new ArrayList<>();
        buildId(program)
                .filter(id -> id.length() > 2)
                .ifPresent(
                        id -> places.add(Path.of(USUAL, ".build-id", id.substring(0, 2), id.substring(2) + ".debug")));
        Path directory = path.toAbsolutePath().normalize().getParent();
        Optional<String> link = link(program);
        if (directory != null && link.isPresent()) {
            places.add(directory.resolve(link.get()));
            places.add(directory.resolve(".debug").resolve(link.get()));
            places.add(Path.of(USUAL + directory).resolve(link.get()));
        }
        return places;
    }

    /** The file that a program names itself; a name without directories. */
    private static Optional<String> link(ElfFile program) {
        return program.section(LINK)
                .filter(section -> section.bytes().size() > 0)
                .map(section -> new DwarfCursor(section.bytes(), 0).text())
                .filter(name -> !name.isEmpty() && !name.contains("/") && name.indexOf('\0') < 0);
    }

    /** A sentence on where the debug information of a stripped file is, empty if it does not say. */
    static Optional<String> hint(ElfFile stripped) {
        List<String> names = new ArrayList<>();
        link(stripped).ifPresent(name -> names.add("in a file named '" + name + "', often below " + USUAL));
        buildId(stripped)
                .filter(id -> id.length() > 2)
                .ifPresent(id -> names.add("where it is installed, in " + USUAL + "/.build-id/" + id.substring(0, 2)
                        + "/" + id.substring(2) + ".debug"));
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("its debug information is " + String.join(", or ", names) + "; open that one");
    }

    /**
     * That debug information is of a program, and not of another build of it: every address would be wrong.
     *
     * @throws DwarfException if they differ, or the program is no file that runs
     */
    public static void requireOf(ElfFile program, ElfFile debug) {
        String source = debug.bytes().source();
        String runs = program.bytes().source();
        if (isDebugOnly(program)) {
            throw new DwarfException(
                    runs, ".text", -1, "not there: the file has debug information only; give the program that runs");
        }
        if (program.machine() != debug.machine() || program.order() != debug.order()) {
            throw new DwarfException(
                    source, "ELF header", -1, "for another architecture than " + runs + "; give that program's own");
        }
        Optional<String> wanted = buildId(program);
        Optional<String> found = buildId(debug);
        if (wanted.isPresent() && found.isPresent() && !wanted.equals(found)) {
            throw new DwarfException(
                    source,
                    BUILD_ID,
                    -1,
                    "of another build: " + found.get() + ", and " + runs + " is " + wanted.get()
                            + "; install the debug information of that very build");
        }
    }
}
