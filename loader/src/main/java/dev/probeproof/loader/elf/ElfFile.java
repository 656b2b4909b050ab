// SPDX-License-Identifier: MIT
package dev.probeproof.loader.elf;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A 64-bit ELF file of either byte order (System V ABI, chapters 4 and 5): an object, an executable, a library or a
 * kernel image. Everything in it was checked against the file's bounds when it was read.
 *
 * @param bytes the whole file, in its byte order
 * @param type {@link #RELOCATABLE}, {@link #EXECUTABLE}, {@link #SHARED} …
 * @param machine {@code e_machine}
 * @param sections by index; the first is the null section, or the list is empty
 * @param segments empty in relocatable files
 * @param symbols the symbol table, or an empty list
 * @param dynamicSymbols the symbols that a dynamic linker sees, or an empty list
 */
public record ElfFile(
        Bytes bytes,
        int type,
        int machine,
        List<ElfSection> sections,
        List<ElfSegment> segments,
        List<ElfSymbol> symbols,
        List<ElfSymbol> dynamicSymbols) {
    public static final int RELOCATABLE = 1;
    public static final int EXECUTABLE = 2;
    public static final int SHARED = 3;

    private static final int REL_ENTRY_BYTES = 16;

    public ElfFile {
        sections = List.copyOf(sections);
        segments = List.copyOf(segments);
        symbols = List.copyOf(symbols);
        dynamicSymbols = List.copyOf(dynamicSymbols);
    }

    public ByteOrder order() {
        return bytes.order();
    }

    /** The first section of that name. */
    public Optional<ElfSection> section(String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst();
    }

    /**
     * The symbol of that name that is defined in this file: a global one if there is one, from the symbol table before
     * the dynamic one.
     */
    public Optional<ElfSymbol> symbol(String name) {
        return definition(symbols, name).or(() -> definition(dynamicSymbols, name));
    }

    private static Optional<ElfSymbol> definition(List<ElfSymbol> table, String name) {
        List<ElfSymbol> defined = table.stream()
                .filter(symbol -> !symbol.isUndefined() && symbol.name().equals(name))
                .toList();
        return defined.stream()
                .filter(symbol -> symbol.binding() != ElfSymbol.LOCAL)
                .findFirst()
                .or(() -> defined.stream().findFirst());
    }

    /** Where the byte at an address lies in the file, or empty if it comes from no part of the file. */
    public OptionalLong fileOffset(long address) {
        for (ElfSegment segment : segments) {
            long distance = address - segment.address();
            if (segment.type() == ElfSegment.LOAD && Long.compareUnsigned(distance, segment.fileSize()) < 0) {
                return OptionalLong.of(segment.offset() + distance);
            }
        }
        return OptionalLong.empty();
    }

    /** The address that the byte at a place in the file is loaded at, or empty if it is not loaded. */
    public OptionalLong addressAt(long fileOffset) {
        for (ElfSegment segment : segments) {
            long distance = fileOffset - segment.offset();
            if (segment.type() == ElfSegment.LOAD && Long.compareUnsigned(distance, segment.fileSize()) < 0) {
                return OptionalLong.of(segment.address() + distance);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * The relocations for a section, in the order of the file.
     *
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if they are damaged, or carry addends of their own
     */
    public List<ElfRelocation> relocations(ElfSection target) {
        List<ElfRelocation> relocations = new ArrayList<>();
        for (ElfSection section : sections) {
            if (section.info() == target.index()) {
                relocations.addAll(relocationsIn(section));
            }
        }
        return relocations;
    }

    /**
     * The relocations that a section holds, in the order of the file; none if it is not for relocations.
     *
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if they are damaged, are for a section that is not
     *     there, or carry addends of their own
     */
    public List<ElfRelocation> relocationsIn(ElfSection section) {
        Bytes table = section.bytes();
        if (section.type() == ElfSection.RELA) {
            throw table.corrupt(-1, "relocations with addends; only those without are known for BPF");
        }
        if (section.type() != ElfSection.REL) {
            return List.of();
        }
        if (section.entrySize() != REL_ENTRY_BYTES || table.size() % REL_ENTRY_BYTES != 0) {
            throw table.corrupt(
                    -1, "entries of " + section.entrySize() + " bytes in " + table.size() + "; they take 16");
        }
        if (section.info() < 0 || section.info() >= sections.size()) {
            throw table.corrupt(-1, "relocations for section " + section.info() + " of " + sections.size());
        }
        ElfSection target = sections.get(section.info());
        List<ElfRelocation> relocations = new ArrayList<>(table.size() / REL_ENTRY_BYTES);
        for (int at = 0; at < table.size(); at += REL_ENTRY_BYTES) {
            relocations.add(relocation(table, at, target));
        }
        return relocations;
    }

    private ElfRelocation relocation(Bytes table, int at, ElfSection target) {
        long offset = table.u64(at);
        long info = table.u64(at + 8);
        if (Long.compareUnsigned(offset, target.size()) >= 0) {
            throw table.corrupt(
                    at,
                    "a relocation at byte " + Long.toUnsignedString(offset) + " of " + target.name()
                            + ", which ends after " + target.size());
        }
        long symbol = info >>> 32;
        if (symbol >= symbols.size()) {
            throw table.corrupt(at + 8, "symbol " + symbol + " of " + symbols.size());
        }
        return new ElfRelocation(offset, (int) info, symbols.get((int) symbol));
    }
}
