// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.ProgramBtf;
import java.util.Optional;

/** Functions and lines of a program, by slot. */
public interface ProgramSource {
    /** Where nothing is known; what the log itself tells is used then. */
    ProgramSource NONE = slot -> Optional.empty();

    /** What the instruction at a slot comes from. */
    Optional<SourcePlace> at(int slot);

    /**
     * The records that a program is loaded with.
     *
     * @param types those that names and texts of the records are in
     */
    static ProgramSource of(ProgramBtf records, Btf types) {
        return slot -> {
            String function = "";
            for (ProgramBtf.FuncInfo candidate : records.functions()) {
                function = candidate.slot() <= slot ? types.name(candidate.typeId()) : function;
            }
            ProgramBtf.LineInfo line = null;
            for (ProgramBtf.LineInfo candidate : records.lines()) {
                line = candidate.slot() <= slot ? candidate : line;
            }
            if (line == null) {
                return function.isEmpty() ? Optional.empty() : Optional.of(new SourcePlace(function, "", 0, ""));
            }
            String file = types.string(line.fileName());
            return Optional.of(new SourcePlace(
                    function,
                    file.substring(file.lastIndexOf('/') + 1),
                    line.line(),
                    types.string(line.lineText()).strip()));
        };
    }
}
