// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import java.nio.ByteOrder;
import tools.jackson.core.JsonGenerator;

/** {@code dump elf}: the file before anything is known about BPF. */
final class DumpElf {
    private DumpElf() {}

    static ExitCode print(Bytes file, Terminal terminal, OutputOptions output) {
        ElfFile elf = ElfReader.read(file);
        if (output.json()) {
            JsonOutput.printObject(terminal, output.pretty(), json -> write(json, file.source(), elf));
        } else {
            printText(terminal, file.source(), elf);
        }
        return ExitCode.OK;
    }

    private static String endian(ElfFile elf) {
        return elf.order() == ByteOrder.LITTLE_ENDIAN ? "little" : "big";
    }

    private static void printText(Terminal terminal, String source, ElfFile elf) {
        terminal.out()
                .print(source + ": ELF64, " + endian(elf) + "-endian, type " + elf.type() + ", machine " + elf.machine()
                        + "\n\n");
        TextTable sections = new TextTable("#section", "name", "#type", "#flags", "#offset", "#size", "#link", "#info");
        for (ElfSection section : elf.sections()) {
            sections.row(
                    Integer.toString(section.index()),
                    section.name(),
                    Integer.toUnsignedString(section.type()),
                    "0x" + Long.toHexString(section.flags()),
                    "0x" + Long.toHexString(section.offset()),
                    Long.toString(section.size()),
                    Integer.toString(section.link()),
                    Integer.toString(section.info()));
        }
        sections.print(terminal);
        terminal.out().print("\n");
        TextTable symbols = new TextTable("#symbol", "name", "binding", "#type", "section", "#value", "#size");
        for (ElfSymbol symbol : elf.symbols()) {
            symbols.row(
                    Integer.toString(symbol.index()),
                    symbol.name(),
                    binding(symbol),
                    Integer.toString(symbol.type()),
                    sectionName(elf, symbol),
                    "0x" + Long.toHexString(symbol.value()),
                    Long.toUnsignedString(symbol.size()));
        }
        symbols.print(terminal);
    }

    private static String binding(ElfSymbol symbol) {
        return switch (symbol.binding()) {
            case ElfSymbol.LOCAL -> "local";
            case ElfSymbol.GLOBAL -> "global";
            case ElfSymbol.WEAK -> "weak";
            default -> Integer.toString(symbol.binding());
        };
    }

    private static String sectionName(ElfFile elf, ElfSymbol symbol) {
        if (symbol.isUndefined()) {
            return "(undefined)";
        }
        return symbol.sectionIndex() < elf.sections().size()
                ? elf.sections().get(symbol.sectionIndex()).name()
                : "0x" + Integer.toHexString(symbol.sectionIndex());
    }

    private static void write(JsonGenerator json, String source, ElfFile elf) {
        json.writeStringProperty("file", source);
        json.writeStringProperty("endian", endian(elf));
        json.writeNumberProperty("type", elf.type());
        json.writeNumberProperty("machine", elf.machine());
        json.writeArrayPropertyStart("sections");
        for (ElfSection section : elf.sections()) {
            json.writeStartObject();
            json.writeNumberProperty("index", section.index());
            json.writeStringProperty("name", section.name());
            json.writeNumberProperty("type", Integer.toUnsignedLong(section.type()));
            json.writeNumberProperty("flags", section.flags());
            json.writeNumberProperty("offset", section.offset());
            json.writeNumberProperty("size", section.size());
            json.writeNumberProperty("link", section.link());
            json.writeNumberProperty("info", section.info());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("symbols");
        for (ElfSymbol symbol : elf.symbols()) {
            json.writeStartObject();
            json.writeNumberProperty("index", symbol.index());
            json.writeStringProperty("name", symbol.name());
            json.writeStringProperty("binding", binding(symbol));
            json.writeNumberProperty("type", symbol.type());
            json.writeStringProperty("section", sectionName(elf, symbol));
            json.writeNumberProperty("value", symbol.value());
            json.writeNumberProperty("size", symbol.size());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
