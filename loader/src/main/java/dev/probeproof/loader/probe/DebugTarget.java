// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.dwarf.DwarfTypes;
import dev.probeproof.loader.dwarf.VariableLocator;
import dev.probeproof.loader.kernel.TargetKernel;
import java.nio.file.Path;
import java.util.List;
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
    private final VariableLocator locator;
    private final DwarfTypes types;
    private final CodeSymbols symbols;
    private final SourceText sources;

    private DebugTarget(TargetKernel kernel, @Nullable Path program, DebugInfo info, VariableLocator locator) {
        this(kernel, program, info, locator, new SourceText(List.of()));
    }

    private DebugTarget(
            TargetKernel kernel, @Nullable Path program, DebugInfo info, VariableLocator locator, SourceText sources) {
        this.kernel = kernel;
        this.program = program;
        this.info = info;
        this.locator = locator;
        this.types = new DwarfTypes(info);
        this.symbols = new CodeSymbols(info);
        this.sources = sources;
    }

    /**
     * A kernel, or a module of it.
     *
     * @param info of the very image that runs: with another one's, every answer would be wrong
     */
    public static DebugTarget ofKernel(TargetKernel kernel, DebugInfo info) {
        return new DebugTarget(kernel, null, info, VariableLocator.ofKernel(info, kernel.arch()));
    }

    /**
     * A program or library that runs on a kernel.
     *
     * @param file as processes map it
     * @param info of that file, or of the one that its debug information was moved to
     */
    public static DebugTarget ofProgram(TargetKernel kernel, Path file, DebugInfo info) {
        return new DebugTarget(kernel, file, info, VariableLocator.ofProgram(info, kernel.arch()));
    }

    /** The same with directories that source files lie below, for places that are found by the text of a line. */
    public DebugTarget withSources(List<Path> directories) {
        return new DebugTarget(kernel, program, info, locator, new SourceText(directories));
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

    /** The program's file; null for a kernel or module. */
    @Nullable
    Path program() {
        return program;
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
