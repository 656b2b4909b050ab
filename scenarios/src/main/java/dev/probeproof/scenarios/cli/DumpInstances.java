// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.PrologueNote;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.probe.ProbePoint;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** {@code dump instances}: each program once for every way its arguments lie, the prologue in front of the body. */
final class DumpInstances {
    private DumpInstances() {}

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
            terminal.out()
                    .print("\n" + terminal.paint(Paint.BOLD, instance.label()) + ", layout " + layout(instance)
                            + ", " + instance.prologue().size() + " + "
                            + instance.program().instructions().size() + " slots\n");
            for (ProbePoint point : instance.points()) {
                terminal.out().print("  " + point.attachPoint() + "  " + point.definition() + "\n");
            }
            listing(instance).print(terminal);
        }
        printRefused(terminal, made);
    }

    static void printRefused(Terminal terminal, Instantiation made) {
        for (String reason : made.refused()) {
            terminal.out().print("\n" + terminal.paint(Paint.RED, "refused: ") + reason + "\n");
        }
    }

    private static String layout(ProgramInstance instance) {
        return instance.layout().name().toLowerCase(Locale.ROOT);
    }

    private static Listing listing(ProgramInstance instance) {
        ProgramImage image = NamedMap.image(instance);
        ProgramBtf btf = image.btf();
        int prologue = instance.prologue().size();
        Listing listing = ProgramListing.of(
                instance.instructions(),
                instance.program().maps().stream()
                        .map(map -> map.shifted(prologue))
                        .toList(),
                btf,
                instance.program(),
                prologue);
        if (btf == null) {
            for (PrologueNote note : instance.notes()) {
                listing.note(note.slot(), note.text());
            }
        }
        if (prologue > 0) {
            listing.note(prologue, "body");
        }
        return listing;
    }

    private static void write(JsonGenerator json, Instantiation made) {
        json.writeStringProperty("file", made.object().fileName());
        json.writeStringProperty("kernel", made.kernel().name());
        json.writeArrayPropertyStart("instances");
        for (ProgramInstance instance : made.instances()) {
            json.writeStartObject();
            json.writeStringProperty("program", instance.program().name());
            json.writeNumberProperty("index", instance.index());
            json.writeStringProperty("layout", layout(instance));
            json.writeNumberProperty("prologueSlots", instance.prologue().size());
            json.writeArrayPropertyStart("points");
            for (ProbePoint point : instance.points()) {
                json.writeStartObject();
                json.writeStringProperty("at", point.attachPoint().toString());
                json.writeStringProperty("definition", point.definition());
                json.writeEndObject();
            }
            json.writeEndArray();
            listing(instance).write(json, made.object().order());
            json.writeEndObject();
        }
        json.writeEndArray();
        writeRefused(json, made);
    }

    static void writeRefused(JsonGenerator json, Instantiation made) {
        json.writeArrayPropertyStart("refused");
        made.refused().forEach(json::writeString);
        json.writeEndArray();
    }
}
