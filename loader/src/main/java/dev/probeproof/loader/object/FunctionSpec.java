// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.BtfExt;
import dev.probeproof.loader.insn.Instructions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A function as the compiler left it, with everything the file says about it. All slots count from its first
 * instruction, so a function means the same wherever it is placed.
 *
 * @param name symbol name
 * @param section ELF section it is in; {@code .text} for functions that are no entry points
 * @param sectionSlot where it starts in that section
 * @param instructions its code, unpatched
 * @param references ascending by slot
 * @param btfId BTF id of its FUNC, or 0 if the object does not say
 * @param lines ascending by slot
 * @param coreRelocations ascending by slot
 */
public record FunctionSpec(
        String name,
        String section,
        int sectionSlot,
        Instructions instructions,
        List<CodeReference> references,
        int btfId,
        List<Line> lines,
        List<CoreRelocation> coreRelocations) {

    public FunctionSpec {
        references = List.copyOf(references);
        lines = List.copyOf(lines);
        coreRelocations = List.copyOf(coreRelocations);
    }

    /** The source line that a slot came from, if the object says. */
    public Optional<SourceLine> sourceLine(int slot) {
        @Nullable Line found = null;
        for (Line line : lines) {
            if (line.slot() <= slot) {
                found = line;
            }
        }
        return Optional.ofNullable(found).map(Line::source);
    }

    /**
     * A line record.
     *
     * @param info as the file has it, with offsets into the string table of the object's BTF
     * @param source the same, readable
     */
    public record Line(int slot, BtfExt.LineInfo info, SourceLine source) {}

    /** A place in a C source; {@code text} is the line itself, without surrounding space. */
    public record SourceLine(String file, int line, int column, String text) {
        @Override
        public String toString() {
            return file + ":" + line + "   " + text;
        }
    }

    /**
     * A relocation against the types of the kernel (compile once, run everywhere).
     *
     * @param typeId root type in the object's own BTF
     * @param access the way from there, such as {@code 0:1:2}
     * @param kind number of {@code enum bpf_core_relo_kind}
     */
    public record CoreRelocation(int slot, int typeId, String access, int kind) {}
}
