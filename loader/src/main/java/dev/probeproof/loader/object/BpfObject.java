// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.MapSpec;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a compiler put into a file: programs, maps and types. Plain data, the same on every machine; nothing in it
 * knows a kernel.
 *
 * @param fileName the file, as error messages name it
 * @param name the file name up to the first dot, at most 15 characters
 * @param order of code and data
 * @param license empty if the file has none
 * @param kernelVersion content of the {@code version} section, or 0
 * @param programs entry programs by section, then by offset
 * @param subprograms functions of {@code .text}, by offset
 * @param maps those of {@code .maps} by offset, then legacy ones, then data sections in section order, then configuration
 *     values
 * @param variables of data sections, by section and offset
 * @param externs configuration values in the order of their map, then symbols and functions of the kernel by name
 * @param initialSlots in the order of the file
 * @param structOps by section, then by offset; their maps are the last in {@code maps}
 * @param arena null if no global variable lies in an arena
 * @param jumpTables by offset
 * @param notes what was left out and why that is no error, in the order found
 * @param btf types, ready for a kernel: sizes and offsets of sections filled in, hidden functions static
 */
public record BpfObject(
        String fileName,
        String name,
        ByteOrder order,
        String license,
        int kernelVersion,
        List<ProgramSpec> programs,
        List<FunctionSpec> subprograms,
        List<MapSpec> maps,
        List<GlobalVariable> variables,
        List<Extern> externs,
        List<InitialSlot> initialSlots,
        List<StructOps> structOps,
        @Nullable ArenaContent arena,
        List<JumpTable> jumpTables,
        List<ObjectNote> notes,
        @Nullable Btf btf) {

    public BpfObject {
        programs = List.copyOf(programs);
        subprograms = List.copyOf(subprograms);
        maps = List.copyOf(maps);
        variables = List.copyOf(variables);
        externs = List.copyOf(externs);
        initialSlots = List.copyOf(initialSlots);
        structOps = List.copyOf(structOps);
        jumpTables = List.copyOf(jumpTables);
        notes = List.copyOf(notes);
    }

    /**
     * The same object with one program changed, such as one whose section name says nothing.
     *
     * <pre>{@code
     * object.withProgram("handler", program -> program.inSection("kprobe/vfs_read").withAutoload(true))
     * }</pre>
     *
     * @throws IllegalArgumentException if there is no program of that name
     */
    public BpfObject withProgram(String programName, UnaryOperator<ProgramSpec> change) {
        ProgramSpec old = program(programName)
                .orElseThrow(() -> new IllegalArgumentException("no program '" + programName + "' in " + fileName));
        List<ProgramSpec> changed = new ArrayList<>(programs);
        changed.set(programs.indexOf(old), change.apply(old));
        return new BpfObject(
                fileName,
                name,
                order,
                license,
                kernelVersion,
                changed,
                subprograms,
                maps,
                variables,
                externs,
                initialSlots,
                structOps,
                arena,
                jumpTables,
                notes,
                btf);
    }

    /** The same object with other maps, in the same order and under the same names. */
    public BpfObject withMaps(List<MapSpec> newMaps) {
        return new BpfObject(
                fileName,
                name,
                order,
                license,
                kernelVersion,
                programs,
                subprograms,
                newMaps,
                variables,
                externs,
                initialSlots,
                structOps,
                arena,
                jumpTables,
                notes,
                btf);
    }

    /** The entry program of that name. */
    public Optional<ProgramSpec> program(String programName) {
        return programs.stream()
                .filter(program -> program.name().equals(programName))
                .findFirst();
    }

    /** The map of that name; data sections are also found by section name, such as {@code .rodata}. */
    public Optional<MapSpec> map(String mapName) {
        return maps.stream()
                .filter(map -> map.name().equals(mapName))
                .findFirst()
                .or(() -> maps.stream()
                        .filter(map -> mapName.equals(map.section()))
                        .findFirst());
    }

    /** The global variable of that name. */
    public Optional<GlobalVariable> variable(String variableName) {
        return variables.stream()
                .filter(variable -> variable.name().equals(variableName))
                .findFirst();
    }

    /** The extern of that name, as the source declares it. */
    public Optional<Extern> extern(String externName) {
        return externs.stream()
                .filter(extern -> extern.name().equals(externName))
                .findFirst();
    }

    /** The source line that an instruction of a function of this object came from, if the object says. */
    public Optional<SourceLine> sourceLine(FunctionSpec function, int slot) {
        List<FunctionSpec.Line> lines = function.lines();
        int before = 0;
        int after = lines.size();
        while (before < after) {
            int middle = (before + after) >>> 1;
            if (lines.get(middle).slot() <= slot) {
                before = middle + 1;
            } else {
                after = middle;
            }
        }
        if (before == 0 || btf == null) {
            return Optional.empty();
        }
        FunctionSpec.Line found = lines.get(before - 1);
        return Optional.of(new SourceLine(
                btf.string(Integer.toUnsignedLong(found.fileName())),
                found.lineColumn() >>> 10,
                found.lineColumn() & 0x3ff,
                btf.string(Integer.toUnsignedLong(found.lineText())).strip()));
    }
}
