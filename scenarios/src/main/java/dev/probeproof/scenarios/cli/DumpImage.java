// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramImage;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** {@code dump image}: what a kernel gets. Maps are indexes by now; types, functions and lines stand behind the prologue. */
final class DumpImage {
    private DumpImage() {}

    static ExitCode print(Instantiation made, Terminal terminal, OutputOptions output) {
        if (output.json()) {
            JsonOutput.printObject(terminal, output.pretty(), json -> write(json, made));
        } else {
            printText(terminal, made);
        }
        return made.exitCode();
    }

    private static void printText(Terminal terminal, Instantiation made) {
        terminal.out().print(made.object().fileName() + " on " + made.kernel().name() + "\n");
        for (ProgramInstance instance : made.instances()) {
            ProgramImage image = NamedMap.image(instance);
            terminal.out()
                    .print("\n" + terminal.paint(Paint.BOLD, "program '" + image.name() + "'") + ", type "
                            + image.type() + ", license '" + image.license() + "', flags 0x"
                            + Integer.toHexString(image.flags()) + ", expected attach type "
                            + image.expectedAttachType() + "\n"
                            + "  " + types(image.btf()) + "\n");
            for (int index = 0; index < image.maps().size(); index++) {
                terminal.out()
                        .print("  map[idx:" + index + "] is '"
                                + image.maps().get(index).spec().name() + "'\n");
            }
            DumpRelocated.listing(image.instructions(), List.of(), image.btf()).print(terminal);
        }
        DumpInstances.printRefused(terminal, made);
    }

    private static String types(@org.jspecify.annotations.Nullable ProgramBtf btf) {
        return btf == null
                ? "no types"
                : btf.blob().size() + " bytes of types, " + btf.functions().size() + " function and "
                        + btf.lines().size() + " line records";
    }

    private static void write(JsonGenerator json, Instantiation made) {
        json.writeStringProperty("file", made.object().fileName());
        json.writeStringProperty("kernel", made.kernel().name());
        json.writeArrayPropertyStart("images");
        for (ProgramInstance instance : made.instances()) {
            ProgramImage image = NamedMap.image(instance);
            json.writeStartObject();
            json.writeStringProperty("name", image.name());
            json.writeStringProperty("type", image.type().toString());
            json.writeStringProperty("license", image.license());
            json.writeNumberProperty("flags", Integer.toUnsignedLong(image.flags()));
            json.writeNumberProperty("expectedAttachType", image.expectedAttachType());
            json.writeNumberProperty("attachBtfId", image.attachBtfId());
            json.writeNumberProperty("kernelVersion", Integer.toUnsignedLong(image.kernelVersion()));
            json.writeArrayPropertyStart("maps");
            for (MapHandle map : image.maps()) {
                json.writeString(map.spec().name());
            }
            json.writeEndArray();
            ProgramBtf btf = image.btf();
            if (btf != null) {
                json.writeNumberProperty("btfBytes", btf.blob().size());
                writeRecords(json, btf);
            }
            DumpRelocated.listing(image.instructions(), List.of(), btf)
                    .write(json, made.object().order());
            json.writeEndObject();
        }
        json.writeEndArray();
        DumpInstances.writeRefused(json, made);
    }

    private static void writeRecords(JsonGenerator json, ProgramBtf btf) {
        json.writeArrayPropertyStart("funcInfo");
        for (ProgramBtf.FuncInfo function : btf.functions()) {
            json.writeStartArray();
            json.writeNumber(function.slot());
            json.writeNumber(function.typeId());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("lineInfo");
        for (ProgramBtf.LineInfo line : btf.lines()) {
            json.writeStartArray();
            json.writeNumber(line.slot());
            json.writeNumber(Integer.toUnsignedLong(line.fileName()));
            json.writeNumber(Integer.toUnsignedLong(line.lineText()));
            json.writeNumber(Integer.toUnsignedLong(line.lineColumn()));
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
