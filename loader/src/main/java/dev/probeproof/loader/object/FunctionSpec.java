// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.insn.Instructions;
import java.util.List;

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
 * @param lines ascending by slot, at most one a slot
 * @param coreRelocations ascending by slot, those of one slot in the order of the file
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

    /**
     * A source line starts at that slot. {@link BpfObject#sourceLine} makes it readable.
     *
     * @param fileName offset in the string table of the object's BTF
     * @param lineText offset in the string table of the object's BTF
     * @param lineColumn line number << 10 | column
     */
    public record Line(int slot, int fileName, int lineText, int lineColumn) {}

    /**
     * A relocation against the types of the kernel (compile once, run everywhere).
     *
     * @param typeId root type in the object's own BTF
     * @param access the way from there, such as {@code 0:1:2}
     * @param kind number of {@code enum bpf_core_relo_kind}
     * @param position where the record stands among all such records of the file: loaders apply them in that order, and an
     *     earlier one can rule out types for a later one
     */
    public record CoreRelocation(int slot, int typeId, String access, int kind, int position) {}
}
