// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.core.CoreOutcome;
import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.object.Extern;
import dev.probeproof.loader.object.SourceLine;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.RelocatedProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known about the instructions of a relocated program, as notes of a {@link Listing}. */
final class ProgramListing {
    private ProgramListing() {}

    /** The program alone. */
    static Listing of(RelocatedProgram program) {
        return of(program.instructions(), program.maps(), program.btf(), program, 0);
    }

    /**
     * The program behind a prologue.
     *
     * @param instructions prologue and program
     * @param maps that any of them name; none where the instructions themselves say it
     * @param btf of all of them
     * @param prologue how many slots stand before the program
     */
    static Listing of(
            Instructions instructions,
            List<MapReference> maps,
            @Nullable ProgramBtf btf,
            RelocatedProgram program,
            int prologue) {
        Listing listing = new Listing(instructions);
        maps(listing, maps);
        code(listing, btf);
        kernel(listing, program, prologue);
        return listing;
    }

    private static void maps(Listing listing, List<MapReference> maps) {
        for (MapReference map : maps) {
            listing.note(map.slot(), "map '" + map.map() + "'" + (map.value() ? ", value + " + map.offset() : ""));
        }
    }

    private static void code(Listing listing, @Nullable ProgramBtf btf) {
        if (btf == null) {
            return;
        }
        Btf types = BtfReader.read(btf.blob());
        for (ProgramBtf.FuncInfo function : btf.functions()) {
            listing.note(function.slot(), "start of '" + types.name(function.typeId()) + "'");
        }
        for (ProgramBtf.LineInfo line : btf.lines()) {
            listing.source(
                    line.slot(),
                    new SourceLine(
                            types.string(Integer.toUnsignedLong(line.fileName())),
                            line.line(),
                            line.column(),
                            types.string(Integer.toUnsignedLong(line.lineText()))
                                    .strip()));
        }
    }

    private static void kernel(Listing listing, RelocatedProgram program, int prologue) {
        for (CoreOutcome outcome : program.core()) {
            listing.note(outcome.slot() + prologue, describe(outcome));
        }
        for (ExternReference reference : program.externs()) {
            listing.note(reference.slot() + prologue, describe(reference));
        }
    }

    /** {@code byte_off of struct task_struct.pid ... = 1256}, or what is missing. */
    static String describe(CoreOutcome outcome) {
        String asked = outcome.kind() + " of " + outcome.local();
        return outcome.isPoisoned()
                ? "POISON, " + asked + ": " + onOneLine(String.valueOf(outcome.reason()))
                : asked + " = " + CoreRecord.result(outcome);
    }

    static String describe(ExternReference reference) {
        Extern extern = reference.extern();
        String what = (extern.weak() ? "weak " : "") + kind(extern) + " '" + extern.name() + "'";
        if (reference.missing()) {
            return what + ", missing";
        }
        return what + (reference.module().isEmpty() ? "" : " of module " + reference.module());
    }

    /** What an extern is, in words. */
    static String kind(Extern extern) {
        if (extern instanceof Extern.Configuration) {
            return "configuration value";
        } else if (extern instanceof Extern.Address) {
            return "kernel symbol";
        } else if (extern instanceof Extern.Variable) {
            return "kernel variable";
        }
        return "kernel function";
    }

    private static String onOneLine(String text) {
        return text.replaceAll("\\s*\n\\s*", "; ");
    }
}
