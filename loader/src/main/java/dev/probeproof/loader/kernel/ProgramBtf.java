// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.bytes.Bytes;
import java.util.List;

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
