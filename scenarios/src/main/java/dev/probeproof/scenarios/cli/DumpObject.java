// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.CodeReference;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.GlobalVariable;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteOrder;
import tools.jackson.core.JsonGenerator;

/** {@code dump object}: what the compiler put into the file. */
final class DumpObject {
    private DumpObject() {}

    static ExitCode print(BpfObject object, Terminal terminal, OutputOptions output) {
        if (output.json()) {
            JsonOutput.printObject(terminal, output.pretty(), json -> write(json, object));
        } else {
            printText(terminal, object);
        }
        return ExitCode.OK;
    }

    private static void printText(Terminal terminal, BpfObject object) {
        terminal.out()
                .print(object.fileName() + ": object '" + object.name() + "', "
                        + (object.order() == ByteOrder.LITTLE_ENDIAN ? "little" : "big") + "-endian, license '"
                        + object.license() + "'\n");
        if (!object.maps().isEmpty()) {
            terminal.out().print("\n");
            printMaps(terminal, object);
        }
        if (!object.variables().isEmpty()) {
            terminal.out().print("\n");
            TextTable variables = new TextTable("variable", "in map", "#offset", "#size");
            for (GlobalVariable variable : object.variables()) {
                variables.row(
                        variable.name(),
                        variable.map(),
                        Long.toString(variable.offset()),
                        Long.toString(variable.size()));
            }
            variables.print(terminal);
        }
        ObjectTables.print(object, terminal);
        for (ProgramSpec program : object.programs()) {
            terminal.out()
                    .print("\n" + terminal.paint(Paint.BOLD, "program '" + program.name() + "'") + " in "
                            + program.section() + ", type " + program.type()
                            + (program.autoload() ? "" : ", not loaded unless asked for") + "\n");
            for (String probe : program.probes()) {
                terminal.out().print("  probe " + probe + "\n");
            }
            listing(object, program.function()).print(terminal);
        }
        for (FunctionSpec function : object.subprograms()) {
            terminal.out()
                    .print("\n" + terminal.paint(Paint.BOLD, "function '" + function.name() + "'") + " in "
                            + function.section() + "\n");
            listing(object, function).print(terminal);
        }
    }

    private static void printMaps(Terminal terminal, BpfObject object) {
        TextTable maps = new TextTable("map", "type", "#key", "#value", "#entries", "#flags");
        for (MapSpec map : object.maps()) {
            maps.row(
                    map.name(),
                    typeName(map),
                    Integer.toUnsignedString(map.keySize()),
                    Integer.toUnsignedString(map.valueSize()),
                    Integer.toUnsignedString(map.maxEntries()),
                    "0x" + Integer.toHexString(map.flags()));
        }
        maps.print(terminal);
    }

    private static String typeName(MapSpec map) {
        return MapType.of(map.type()).map(MapType::toString).orElse(Integer.toString(map.type()));
    }

    private static Listing listing(BpfObject object, FunctionSpec function) {
        Listing listing = new Listing(function.instructions());
        for (CodeReference reference : function.references()) {
            listing.note(reference.slot(), describe(reference));
        }
        for (FunctionSpec.CoreRelocation relocation : function.coreRelocations()) {
            listing.note(
                    relocation.slot(),
                    "CO-RE kind " + relocation.kind() + ", type " + relocation.typeId() + ", access "
                            + relocation.access());
        }
        for (FunctionSpec.Line line : function.lines()) {
            object.sourceLine(function, line.slot()).ifPresent(source -> listing.source(line.slot(), source));
        }
        return listing;
    }

    private static String describe(CodeReference reference) {
        if (reference instanceof CodeReference.ToMap map) {
            return "map '" + map.map() + "'";
        } else if (reference instanceof CodeReference.ToMapValue value) {
            return "map '" + value.map() + "', value + " + value.offset();
        } else if (reference instanceof CodeReference.ToFunction function) {
            return "function '" + function.function() + "'";
        } else if (reference instanceof CodeReference.ToExtern extern) {
            return (extern.weak() ? "weak extern '" : "extern '") + extern.name() + "'";
        } else if (reference instanceof CodeReference.ToJumpTable table) {
            return "jump table '" + table.table() + "'";
        }
        return "unresolvable: " + ((CodeReference.Unresolvable) reference).problem();
    }

    private static void write(JsonGenerator json, BpfObject object) {
        json.writeStringProperty("file", object.fileName());
        json.writeStringProperty("name", object.name());
        json.writeStringProperty("endian", object.order() == ByteOrder.LITTLE_ENDIAN ? "little" : "big");
        json.writeStringProperty("license", object.license());
        json.writeArrayPropertyStart("maps");
        for (MapSpec map : object.maps()) {
            json.writeStartObject();
            json.writeStringProperty("name", map.name());
            json.writeStringProperty("type", typeName(map));
            json.writeNumberProperty("keySize", Integer.toUnsignedLong(map.keySize()));
            json.writeNumberProperty("valueSize", Integer.toUnsignedLong(map.valueSize()));
            json.writeNumberProperty("maxEntries", Integer.toUnsignedLong(map.maxEntries()));
            json.writeNumberProperty("flags", Integer.toUnsignedLong(map.flags()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("variables");
        for (GlobalVariable variable : object.variables()) {
            json.writeStartObject();
            json.writeStringProperty("name", variable.name());
            json.writeStringProperty("map", variable.map());
            json.writeNumberProperty("offset", variable.offset());
            json.writeNumberProperty("size", variable.size());
            json.writeEndObject();
        }
        json.writeEndArray();
        ObjectTables.write(json, object);
        json.writeArrayPropertyStart("programs");
        for (ProgramSpec program : object.programs()) {
            json.writeStartObject();
            json.writeStringProperty("name", program.name());
            json.writeStringProperty("section", program.section());
            json.writeStringProperty("type", program.type().toString());
            json.writeBooleanProperty("autoload", program.autoload());
            json.writeArrayPropertyStart("probes");
            program.probes().forEach(json::writeString);
            json.writeEndArray();
            listing(object, program.function()).write(json, object.order());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("functions");
        for (FunctionSpec function : object.subprograms()) {
            json.writeStartObject();
            json.writeStringProperty("name", function.name());
            json.writeStringProperty("section", function.section());
            listing(object, function).write(json, object.order());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
