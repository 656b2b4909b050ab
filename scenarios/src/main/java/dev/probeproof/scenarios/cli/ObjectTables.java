// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.object.ArenaContent;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.GlobalVariable;
import dev.probeproof.loader.object.JumpTable;
import dev.probeproof.loader.object.ObjectNote;
import dev.probeproof.loader.object.StructOps;
import java.util.HexFormat;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** What few objects have: tables of functions for the kernel, variables in an arena, jump tables, and notes. */
final class ObjectTables {
    private ObjectTables() {}

    static void print(BpfObject object, Terminal terminal) {
        if (!object.structOps().isEmpty()) {
            terminal.out().print("\n");
            structOps(object).print(terminal);
        }
        ArenaContent arena = object.arena();
        if (arena != null) {
            terminal.out().print("\n");
            arena(arena).print(terminal);
        }
        if (!object.jumpTables().isEmpty()) {
            terminal.out().print("\n");
            jumpTables(object).print(terminal);
        }
        if (!object.notes().isEmpty()) {
            terminal.out().print("\n");
            TextTable notes = new TextTable("section", "note");
            object.notes().forEach(note -> notes.row(note.section(), note.text()));
            notes.print(terminal);
        }
    }

    private static TextTable structOps(BpfObject object) {
        TextTable table = new TextTable("struct_ops", "struct", "section", "member", "#offset", "program");
        for (StructOps ops : object.structOps()) {
            if (ops.members().isEmpty()) {
                table.row(ops.map(), ops.typeName(), ops.section(), "", "", "");
            }
            for (StructOps.Member member : ops.members()) {
                table.row(
                        ops.map(),
                        ops.typeName(),
                        ops.section(),
                        member.name(),
                        Integer.toString(member.offset()),
                        member.program());
            }
        }
        return table;
    }

    private static TextTable arena(ArenaContent arena) {
        TextTable table = new TextTable("variable", "in arena", "#offset", "#size");
        for (GlobalVariable variable : arena.variables()) {
            table.row(
                    variable.name(), variable.map(), Long.toString(variable.offset()), Long.toString(variable.size()));
        }
        return table;
    }

    private static TextTable jumpTables(BpfObject object) {
        TextTable table = new TextTable("jump table", "#offset", "insns of the section");
        for (JumpTable jumps : object.jumpTables()) {
            table.row(
                    jumps.name(),
                    Long.toString(jumps.offset()),
                    jumps.targets().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
        return table;
    }

    static void write(JsonGenerator json, BpfObject object) {
        json.writeArrayPropertyStart("structOps");
        object.structOps().forEach(ops -> write(json, ops));
        json.writeEndArray();
        ArenaContent arena = object.arena();
        if (arena != null) {
            write(json, arena);
        }
        json.writeArrayPropertyStart("jumpTables");
        for (JumpTable table : object.jumpTables()) {
            json.writeStartObject();
            json.writeStringProperty("name", table.name());
            json.writeNumberProperty("offset", table.offset());
            json.writeArrayPropertyStart("targets");
            table.targets().forEach(json::writeNumber);
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("notes");
        for (ObjectNote note : object.notes()) {
            json.writeStartObject();
            json.writeStringProperty("section", note.section());
            json.writeStringProperty("note", note.text());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, StructOps ops) {
        json.writeStartObject();
        json.writeStringProperty("map", ops.map());
        json.writeStringProperty("section", ops.section());
        json.writeStringProperty("struct", ops.typeName());
        json.writeBooleanProperty("link", ops.link());
        json.writeBooleanProperty("autocreate", ops.autocreate());
        json.writeStringProperty(
                "initial", HexFormat.of().formatHex(ops.initial().toArray()));
        json.writeArrayPropertyStart("members");
        for (StructOps.Member member : ops.members()) {
            json.writeStartObject();
            json.writeStringProperty("name", member.name());
            json.writeNumberProperty("index", member.index());
            json.writeNumberProperty("offset", member.offset());
            json.writeStringProperty("program", member.program());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ArenaContent arena) {
        json.writeObjectPropertyStart("arena");
        json.writeStringProperty("map", arena.map());
        json.writeStringProperty(
                "initial", HexFormat.of().formatHex(arena.initial().toArray()));
        json.writeArrayPropertyStart("variables");
        for (GlobalVariable variable : arena.variables()) {
            json.writeStartObject();
            json.writeStringProperty("name", variable.name());
            json.writeNumberProperty("offset", variable.offset());
            json.writeNumberProperty("size", variable.size());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
