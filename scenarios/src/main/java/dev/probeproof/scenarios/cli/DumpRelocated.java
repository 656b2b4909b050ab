// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.object.SourceLine;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code dump relocated}: programs made to fit a kernel; those that cannot be are told with the reason. */
final class DumpRelocated {
    private DumpRelocated() {}

    static ExitCode print(List<Bytes> files, List<TargetKernel> kernels, Terminal terminal, OutputOptions output) {
        ExitCode code = ExitCode.OK;
        List<BpfObject> objects = files.stream()
                .map(file -> ObjectReader.read(file, file.source()))
                .toList();
        for (TargetKernel kernel : kernels) {
            for (BpfObject object : objects) {
                RelocatedObject relocated = Relocator.relocate(object, kernel);
                if (output.json()) {
                    JsonOutput.printObject(terminal, output.pretty(), json -> write(json, relocated, kernel));
                } else {
                    printText(terminal, relocated, kernel);
                }
                if (!relocated.refused().isEmpty()) {
                    code = ExitCode.FAILED;
                }
            }
        }
        return code;
    }

    private static void printText(Terminal terminal, RelocatedObject relocated, TargetKernel kernel) {
        terminal.out().print(relocated.object().fileName() + " on " + kernel.name() + "\n");
        for (RelocatedProgram program : relocated.programs()) {
            terminal.out()
                    .print("\n" + terminal.paint(Paint.BOLD, "program '" + program.name() + "'") + " in "
                            + program.section() + ", " + program.instructions().size() + " slots\n");
            listing(program.instructions(), program.maps(), program.btf()).print(terminal);
        }
        for (RelocatedObject.Refusal refusal : relocated.refused()) {
            terminal.out()
                    .print("\n" + terminal.paint(Paint.RED, "refused: ")
                            + refusal.reason().getMessage() + "\n");
        }
    }

    /** Instructions with the maps that they name and the source lines they came from. */
    static Listing listing(Instructions instructions, List<MapReference> maps, @Nullable ProgramBtf btf) {
        Listing listing = new Listing(instructions);
        for (MapReference map : maps) {
            listing.note(map.slot(), "map '" + map.map() + "'" + (map.value() ? ", value + " + map.offset() : ""));
        }
        if (btf != null) {
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
        return listing;
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
            listing(program.instructions(), program.maps(), program.btf())
                    .write(json, relocated.object().order());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("refused");
        for (RelocatedObject.Refusal refusal : relocated.refused()) {
            json.writeStartObject();
            json.writeStringProperty("name", refusal.program());
            json.writeStringProperty("reason", refusal.reason().getMessage());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
