// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.AssembledCode;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Operation;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Types and source positions of a program, as {@code BPF_PROG_LOAD} takes them.
 *
 * @param blob the BTF to load
 * @param functions exactly one record per function, ascending, the first at slot 0
 * @param lines ascending, one at the first slot of each function, none on a second slot of a wide load
 */
public record ProgramBtf(Bytes blob, List<FuncInfo> functions, List<LineInfo> lines) {
    public ProgramBtf {
        functions = List.copyOf(functions);
        lines = List.copyOf(lines);
    }

    /**
     * The records of the same program after its instructions were edited. Records of what was removed are gone; where an
     * edit made a function for which there is none, those of that kind are: a kernel wants all or none.
     */
    public ProgramBtf edited(AssembledCode code) {
        Set<Integer> starts = functionStarts(code.instructions());
        SortedMap<Integer, FuncInfo> newFunctions = new TreeMap<>();
        for (FuncInfo function : functions) {
            int slot = code.mapping().place(function.slot());
            newFunctions.put(slot, new FuncInfo(slot, function.typeId()));
        }
        SortedMap<Integer, LineInfo> newLines = new TreeMap<>();
        for (LineInfo line : lines) {
            int slot = code.mapping().place(line.slot());
            newLines.put(slot, new LineInfo(slot, line.fileName(), line.lineText(), line.lineColumn()));
        }
        int end = code.instructions().size();
        newFunctions.remove(end);
        newLines.remove(end);
        return new ProgramBtf(
                blob,
                newFunctions.keySet().equals(starts) ? List.copyOf(newFunctions.values()) : List.of(),
                newLines.keySet().containsAll(starts) ? List.copyOf(newLines.values()) : List.of());
    }

    /** Where functions start, as a kernel sees it: at slot 0, and where calls and function addresses lead to. */
    private static Set<Integer> functionStarts(Instructions program) {
        Set<Integer> starts = new TreeSet<>();
        starts.add(0);
        for (int slot = 0; slot < program.size(); ) {
            Operation operation = Operation.at(program, slot);
            if (operation.function().isPresent()) {
                starts.add(slot + 1 + operation.function().getAsInt());
            }
            slot += operation.slots();
        }
        return starts;
    }

    /** {@code struct bpf_func_info}: a function of BTF type {@code typeId} starts at that slot. */
    public record FuncInfo(int slot, int typeId) {}

    /**
     * {@code struct bpf_line_info}.
     *
     * @param fileName offset in the string table
     * @param lineText offset in the string table
     * @param lineColumn line number << 10 | column
     */
    public record LineInfo(int slot, int fileName, int lineText, int lineColumn) {
        public int line() {
            return lineColumn >>> 10;
        }

        public int column() {
            return lineColumn & 0x3ff;
        }
    }
}
