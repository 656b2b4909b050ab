// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.definition.ProbeTarget;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.dwarf.SeparateDebugFile;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.scenarios.input.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --debug-info FILE}, and the programs that definitions name, whose debug information is in themselves. */
final class DebugOptions {
    /** What every kernel image and module has, and no program. */
    private static final String MODULE_INFO = ".modinfo";

    @Option(
            names = "--debug-info",
            paramLabel = "FILE",
            description =
                    "A vmlinux, module or program with DWARF, for places inside functions, inlined copies and local"
                            + " variables. Definitions such as './prog:main(argc)' find that of the program themselves,"
                            + " unless it was moved to a file of its own, which is to be given here.")
    private String file = "";

    @Option(
            names = "--source",
            paramLabel = "DIR",
            description =
                    "Where the source files lie that debug information names, for places that are found by the text"
                            + " of a line; repeatable.")
    private List<String> sources = List.of();

    private final Map<Path, DebugInfo> opened = new HashMap<>();
    private final Map<Key, DebugTarget> targets = new HashMap<>();

    private record Key(
            String kernel, Path debugInfo, @Nullable Path program) {}

    boolean take(PlainLine line) {
        switch (line.option()) {
            case "--debug-info" -> file = line.value(file);
            case "--source" -> sources = line.value(sources);
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * Where to look for the places of a definition; empty if the kernel's own types are all there is.
     *
     * @throws dev.probeproof.scenarios.input.UnreadableFileException if a file cannot be read
     * @throws dev.probeproof.loader.dwarf.DwarfException if it has no debug information
     */
    Optional<DebugTarget> target(ProbeDefinition definition, TargetKernel kernel) {
        ProbeTarget target = definition.target();
        Path program = target != null && target.isFile() ? InputFile.path(target.name()) : null;
        boolean raw = definition.place() instanceof ProbePlace.FileOffset;
        if (file.isEmpty() && (program == null || raw)) {
            return Optional.empty();
        }
        Path path = file.isEmpty() ? whereDebugInformationOf(program) : InputFile.path(file);
        DebugInfo info = opened.computeIfAbsent(path, DebugOptions::open);
        if (program == null && !isKernel(info.elf())) {
            program = path;
        }
        Key key = new Key(kernel.name(), path, program);
        DebugTarget known = targets.get(key);
        if (known == null) {
            requireArch(info, kernel);
            known = program == null ? DebugTarget.ofKernel(kernel, info) : ofProgram(kernel, program, path, info);
            known = known.withSources(sources.stream().map(InputFile::path).toList());
            targets.put(key, known);
        }
        return Optional.of(known);
    }

    /** The program itself, or where distributions install what they moved out of it. */
    private static Path whereDebugInformationOf(Path program) {
        ElfFile elf = ElfReader.read(InputFile.map(program));
        return elf.section(".debug_info").isPresent()
                ? program
                : SeparateDebugFile.places(elf, program).stream()
                        .filter(Files::isReadable)
                        .findFirst()
                        .orElse(program);
    }

    private static DebugTarget ofProgram(TargetKernel kernel, Path program, Path debugInfo, DebugInfo info) {
        return program.equals(debugInfo)
                ? DebugTarget.ofProgram(kernel, program, info)
                : DebugTarget.ofProgram(kernel, program, ElfReader.read(InputFile.map(program)), info);
    }

    /** A file whose code is to be run; its own debug information counts unless another is given. */
    ElfFile image(String name) {
        Path path = InputFile.path(name);
        if (file.isEmpty()) {
            file = whereDebugInformationOf(path).toString();
        }
        DebugInfo info = opened.computeIfAbsent(InputFile.path(file), DebugOptions::open);
        return path.equals(InputFile.path(file)) ? info.elf() : ElfReader.read(InputFile.map(path));
    }

    private static DebugInfo open(Path path) {
        return DebugInfo.open(ElfReader.read(InputFile.map(path)));
    }

    private static boolean isKernel(ElfFile elf) {
        return elf.section(MODULE_INFO).isPresent() || elf.symbol("_stext").isPresent();
    }

    private static void requireArch(DebugInfo info, TargetKernel kernel) {
        String arch = Archs.ofElf(info.elf().machine(), info.elf().order())
                .map(found -> found.name())
                .orElse("an unknown architecture");
        if (!arch.equals(kernel.arch().name())) {
            throw new UsageException(info.elf().bytes().source() + " is for " + arch + ", and kernel " + kernel.name()
                    + " for " + kernel.arch().name() + "\n  hint: give a kernel of that architecture with --kernel");
        }
    }
}
