// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.relocate.CoreOutcome;
import dev.probeproof.loader.relocate.ExternReference;
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
        for (RelocatedProgram program : relocated.programs()) {
            terminal.out()
                    .print("\n" + terminal.paint(Paint.BOLD, "program '" + program.name() + "'") + " in "
                            + program.section() + ", " + program.instructions().size() + " slots\n");
            ProgramListing.of(program).print(terminal);
        }
        for (RelocatedObject.Refusal refusal : relocated.refused()) {
            terminal.out()
                    .print("\n" + terminal.paint(Paint.RED, "refused: ")
                            + refusal.reason().getMessage() + "\n");
        }
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

    /** The properties {@code core} and {@code externs}: what the kernel was asked for, and its answers. */
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
    }
}
