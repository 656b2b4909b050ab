// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.core.CoreOutcome;
import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.relocate.AttachTarget;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import tools.jackson.core.JsonGenerator;

/** {@code dump relocated}: programs made to fit a kernel; those that cannot be are told with the reason. */
final class DumpRelocated {
    private DumpRelocated() {}

    static ExitCode print(BpfObject object, TargetKernel kernel, Terminal terminal, OutputOptions output) {
        RelocatedObject relocated = Relocator.relocate(object, kernel);
        if (output.json()) {
            JsonOutput.printObject(terminal, output.pretty(), json -> write(json, relocated, kernel));
        } else {
            printText(terminal, relocated, kernel);
        }
        return relocated.refused().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void printText(Terminal terminal, RelocatedObject relocated, TargetKernel kernel) {
        terminal.out().print(relocated.object().fileName() + " on " + kernel.name() + "\n");
        printNotes(terminal, relocated);
        for (RelocatedProgram program : relocated.programs()) {
            terminal.out()
                    .print("\n" + terminal.paint(Paint.BOLD, "program '" + program.name() + "'") + " in "
                            + program.section() + ", " + program.instructions().size() + " slots\n");
            terminal.out().print(describe(program.attach()));
            ProgramListing.of(program).print(terminal);
        }
        for (RelocatedObject.Refusal refusal : relocated.refused()) {
            terminal.out()
                    .print("\n" + terminal.paint(Paint.RED, "refused: ")
                            + refusal.reason().getMessage() + "\n");
        }
    }

    /** What is not known of the kernel, so that zeros stand in its place. */
    static void printNotes(Terminal terminal, RelocatedObject relocated) {
        relocated.notes().forEach(note -> terminal.out().print("  note: " + note + "\n"));
    }

    /** What a BTF-typed program is for, as a line; nothing for others. */
    private static String describe(AttachTarget target) {
        if (target.problem() != null) {
            return "  to be attached to nothing: " + target.problem() + "\n";
        }
        return target.name().isEmpty()
                ? ""
                : "  to be attached to '" + target.name() + "', type " + target.btfId()
                        + (target.module().isEmpty() ? "" : " of module " + target.module()) + "\n";
    }

    private static void write(JsonGenerator json, RelocatedObject relocated, TargetKernel kernel) {
        json.writeStringProperty("file", relocated.object().fileName());
        json.writeStringProperty("kernel", kernel.name());
        json.writeArrayPropertyStart("programs");
        for (RelocatedProgram program : relocated.programs()) {
            json.writeStartObject();
            json.writeStringProperty("name", program.name());
            json.writeStringProperty("section", program.section());
            json.writeStringProperty("type", program.type().toString());
            ProgramListing.of(program).write(json, relocated.object().order());
            json.writeEndObject();
        }
        json.writeEndArray();
        writeOutcomes(json, relocated);
        json.writeArrayPropertyStart("refused");
        for (RelocatedObject.Refusal refusal : relocated.refused()) {
            json.writeStartObject();
            json.writeStringProperty("name", refusal.program());
            json.writeStringProperty("reason", refusal.reason().getMessage());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The properties {@code core}, {@code externs} and {@code notes}: what the kernel was asked for, and its answers. */
    static void writeOutcomes(JsonGenerator json, RelocatedObject relocated) {
        json.writeArrayPropertyStart("core");
        for (RelocatedProgram program : relocated.programs()) {
            for (CoreOutcome outcome : program.core()) {
                CoreRecord.write(json, program.name(), outcome);
            }
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("externs");
        for (RelocatedProgram program : relocated.programs()) {
            for (ExternReference reference : program.externs()) {
                CoreRecord.write(json, program.name(), reference);
            }
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("notes");
        relocated.notes().forEach(note -> json.writeString(note.text()));
        json.writeEndArray();
    }
}
