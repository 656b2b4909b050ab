// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.dwarf.DwarfTypes;
import dev.probeproof.loader.dwarf.SeparateDebugFile;
import dev.probeproof.loader.dwarf.VariableLocator;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.kernel.TargetKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Code with debug information, to find places inside of: a kernel or one of its modules, whose code is named by symbol and
 * offset, or a program, whose code is named by its offset in the file.
 *
 * <pre>{@code
 * DebugInfo info = DebugInfo.open(ElfReader.read(Bytes.map(file)));
 * DebugTarget target = DebugTarget.ofProgram(kernel, file, info);
 * List<ProbePoint> points = ProbePointResolver.resolve(ProbeDefinition.parse("parse_line:12(count)"), target);
 * }</pre>
 *
 * <p>For one thread at a time, as the debug information is.
 */
public final class DebugTarget {
    private final TargetKernel kernel;
    private final @Nullable Path program;
    private final DebugInfo info;
    private final ElfFile code;
    private final VariableLocator locator;
    private final DwarfTypes types;
    private final CodeSymbols symbols;
    private @Nullable ForbiddenCode forbidden;
    private SourceText sources = new SourceText(List.of());

    private DebugTarget(
            TargetKernel kernel, @Nullable Path program, DebugInfo info, ElfFile code, VariableLocator locator) {
        this.kernel = kernel;
        this.program = program;
        this.info = info;
        this.code = code;
        this.locator = locator;
        this.types = new DwarfTypes(info);
        this.symbols = new CodeSymbols(info);
    }

    /**
     * A kernel, or a module of it.
     *
     * @param info of the very image that runs: with another one's, every answer would be wrong
     */
    public static DebugTarget ofKernel(TargetKernel kernel, DebugInfo info) {
        return new DebugTarget(kernel, null, info, info.elf(), VariableLocator.ofKernel(info, kernel.arch()));
    }

    /**
     * A program or library that runs on a kernel.
     *
     * @param file as processes map it
     * @param info of that file
     */
    public static DebugTarget ofProgram(TargetKernel kernel, Path file, DebugInfo info) {
        return ofProgram(kernel, file, info.elf(), info);
    }

    /**
     * A program or library whose debug information was moved to a file of its own. Addresses are as there; where the code is
     * in the program, and how its frames are laid out, the program says.
     *
     * @param file as processes map it
     * @param program the same, read
     * @param info of that program
     * @throws dev.probeproof.loader.dwarf.DwarfException if it is of another build, or the file has no code
     */
    public static DebugTarget ofProgram(TargetKernel kernel, Path file, ElfFile program, DebugInfo info) {
        SeparateDebugFile.requireOf(program, info.elf());
        VariableLocator locator = VariableLocator.ofProgram(info, program, kernel.arch());
        return new DebugTarget(kernel, file, info, program, locator);
    }

    /** The same with directories that source files lie below, for places that are found by the text of a line. */
    public DebugTarget withSources(List<Path> directories) {
        DebugTarget same = new DebugTarget(kernel, program, info, code, locator);
        same.sources = new SourceText(directories);
        return same;
    }

    SourceText sources() {
        return sources;
    }

    /** The kernel that the probe will be on. */
    public TargetKernel kernel() {
        return kernel;
    }

    public DebugInfo info() {
        return info;
    }

    /** The file that runs, which need not be the one with the debug information. */
    public ElfFile code() {
        return code;
    }

    /** The program's file; empty for a kernel or module. */
    public Optional<Path> program() {
        return Optional.ofNullable(program);
    }

    VariableLocator locator() {
        return locator;
    }

    DwarfTypes types() {
        return types;
    }

    CodeSymbols symbols() {
        return symbols;
    }

    /** Why no probe can be at an address of a function; empty if nothing is known against it. */
    Optional<String> forbids(long address, String function) {
        if (program != null) {
            return Optional.empty();
        }
        if (forbidden == null) {
            forbidden = ForbiddenCode.of(info);
        }
        return forbidden
                .why(address, function)
                .or(() -> kernel.symbols().forbidsProbes(function)
                        ? Optional.of("the running kernel lists it")
                        : Optional.empty());
    }

    /** What the code is called in messages. */
    String name() {
        return program == null ? kernel.name() : ProbeResolutionException.PROGRAM + program;
    }

    /** The kernel, with the types that the debug information describes. */
    TargetKernel typed() {
        Btf btf = types.btf();
        return new TargetKernel(
                name(), kernel.release(), kernel.arch(), btf, kernel.modules(), kernel.symbols(), kernel.config());
    }
}
