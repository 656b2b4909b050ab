// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.relocate.SubprogramLinker.LinkedProgram;
import dev.probeproof.loader.relocate.SubprogramLinker.PlacedFunction;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves function and line records to where the linker put their functions. A kernel wants records for all functions or
 * none, so where one function lacks them, none of that kind are given.
 */
final class ProgramBtfPlacement {
    private ProgramBtfPlacement() {}

    static ProgramBtf place(LinkedProgram program, Btf btf) {
        return new ProgramBtf(btf.raw(), functions(program), lines(program));
    }

    private static List<ProgramBtf.FuncInfo> functions(LinkedProgram program) {
        List<ProgramBtf.FuncInfo> functions = new ArrayList<>();
        for (PlacedFunction place : program.functions()) {
            if (place.function().btfId() == 0) {
                return List.of();
            }
            functions.add(new ProgramBtf.FuncInfo(place.base(), place.function().btfId()));
        }
        return functions;
    }

    private static List<ProgramBtf.LineInfo> lines(LinkedProgram program) {
        List<ProgramBtf.LineInfo> lines = new ArrayList<>();
        for (PlacedFunction place : program.functions()) {
            List<FunctionSpec.Line> own = place.function().lines();
            if (own.isEmpty() || own.get(0).slot() != 0) {
                return List.of();
            }
            for (FunctionSpec.Line line : own) {
                if (!isSecondHalf(place.function().instructions(), line.slot())) {
                    lines.add(new ProgramBtf.LineInfo(
                            place.base() + line.slot(), line.fileName(), line.lineText(), line.lineColumn()));
                }
            }
        }
        return lines;
    }

    /** True for the second slot of a 64-bit load, where a kernel refuses a line record. */
    private static boolean isSecondHalf(Instructions instructions, int slot) {
        return slot > 0 && instructions.get(slot - 1).isWide();
    }
}
