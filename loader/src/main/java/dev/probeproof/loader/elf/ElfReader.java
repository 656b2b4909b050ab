// SPDX-License-Identifier: MIT
package dev.probeproof.loader.elf;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads 64-bit ELF of either byte order. Every offset, size and name is checked here, so that nobody has to later; no
 * size from the file decides an allocation before it was compared with the file's own size.
 */
public final class ElfReader {
    private static final int MAGIC = 0x7f454c46;
    private static final int CLASS_64 = 2;
    private static final int LITTLE = 1;
    private static final int BIG = 2;

    private static final int HEADER_BYTES = 64;
    private static final int SECTION_HEADER_BYTES = 64;
    private static final int SEGMENT_HEADER_BYTES = 56;
    private static final int SYMBOL_BYTES = 24;

    /** {@code e_shstrndx} and {@code e_phnum} of files whose numbers do not fit; section 0 then has them. */
    private static final int EXTENDED = 0xffff;

    /**
     * Names may overlap in a string table, so that a small file can name gigabytes. In real files all names together
     * are smaller than the file.
     */
    private static final int MAX_NAME_BYTES_PER_BYTE = 4;

    /** Sections do not overlap in sound files; some tools are careless, but work must stay in proportion to the file. */
    private static final int MAX_CONTENT_BYTES_PER_BYTE = 2;

    private static final int SMALL_FILE_BYTES = 4096;

    /** The whole file, under the name of its header for messages about that. */
    private final Bytes file;

    private final Bytes whole;
    private long nameBytesLeft;

    private ElfReader(Bytes file) {
        this.file = file;
        this.whole = file.named("file");
        this.nameBytesLeft = (long) MAX_NAME_BYTES_PER_BYTE * (file.size() + SMALL_FILE_BYTES);
    }

    /** True if the bytes start as ELF files do. */
    public static boolean isElf(Bytes bytes) {
        return bytes.size() >= 4 && bytes.withOrder(ByteOrder.BIG_ENDIAN).s32(0) == MAGIC;
    }

    /**
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the bytes are not whole, well-formed 64-bit ELF
     */
    public static ElfFile read(Bytes bytes) {
        return new ElfReader(inItsOrder(bytes.named("ELF header"))).read();
    }

    private static Bytes inItsOrder(Bytes bytes) {
        if (!isElf(bytes)) {
            throw bytes.corrupt(0, "not an ELF64 file: it does not start with 7f 45 4c 46");
        }
        if (bytes.size() < HEADER_BYTES) {
            throw bytes.corrupt(bytes.size(), "the file ends inside the header of " + HEADER_BYTES + " bytes");
        }
        if (bytes.u8(4) != CLASS_64) {
            throw bytes.corrupt(4, "not an ELF64 file: class " + bytes.u8(4));
        }
        return switch (bytes.u8(5)) {
            case LITTLE -> bytes.withOrder(ByteOrder.LITTLE_ENDIAN);
            case BIG -> bytes.withOrder(ByteOrder.BIG_ENDIAN);
            default -> throw bytes.corrupt(5, "data encoding " + bytes.u8(5) + "; 1 and 2 are known");
        };
    }

    private ElfFile read() {
        List<ElfSection> sections = sections();
        return new ElfFile(
                whole,
                file.u16(16),
                file.u16(18),
                sections,
                segments(sections),
                symbols(sections, ElfSection.SYMTAB),
                symbols(sections, ElfSection.DYNSYM));
    }

    private List<ElfSection> sections() {
        long start = file.u64(40);
        if (start == 0) {
            return List.of();
        }
        if (file.u16(58) != SECTION_HEADER_BYTES) {
            throw file.corrupt(58, "section headers of " + file.u16(58) + " bytes; they have " + SECTION_HEADER_BYTES);
        }
        Bytes first = whole.slice(start, SECTION_HEADER_BYTES, "section header table");
        long count = file.u16(60) == 0 ? first.u64(32) : file.u16(60);
        if (count < 0 || count > file.size() / SECTION_HEADER_BYTES) {
            throw file.corrupt(60, Long.toUnsignedString(count) + " sections do not fit in " + file.size() + " bytes");
        }
        Bytes headers = whole.slice(start, count * SECTION_HEADER_BYTES, "section header table");
        long namesIndex = file.u16(62) == EXTENDED ? first.u32(40) : file.u16(62);
        if (namesIndex >= count) {
            throw file.corrupt(62, "section names in section " + namesIndex + " of " + count);
        }
        Bytes names = content(headers, (int) namesIndex * SECTION_HEADER_BYTES, "section name table");
        List<ElfSection> sections = new ArrayList<>();
        long contentBytes = 0;
        for (int index = 0; index < count; index++) {
            ElfSection section = section(headers, index, names);
            contentBytes += section.bytes().size();
            if (contentBytes > (long) MAX_CONTENT_BYTES_PER_BYTE * file.size()) {
                throw headers.corrupt(index * SECTION_HEADER_BYTES + 24L, "sections overlap in the file");
            }
            sections.add(section);
        }
        return sections;
    }

    private ElfSection section(Bytes headers, int index, Bytes names) {
        int at = index * SECTION_HEADER_BYTES;
        String name = headers.u32(at + 4) == ElfSection.NULL ? "" : name(names, headers.u32(at), headers, at);
        long size = headers.u64(at + 32);
        if (size < 0) {
            throw headers.corrupt(at + 32, "section " + name + " has " + Long.toUnsignedString(size) + " bytes");
        }
        return new ElfSection(
                index,
                name,
                headers.s32(at + 4),
                headers.u64(at + 8),
                headers.u64(at + 16),
                headers.u64(at + 24),
                size,
                headers.s32(at + 40),
                headers.s32(at + 44),
                headers.u64(at + 56),
                content(headers, at, name.isEmpty() ? "section " + index : name));
    }

    /** The bytes of a section, checked against the end of the file; none for those without bytes. */
    private Bytes content(Bytes headers, int at, String name) {
        long type = headers.u32(at + 4);
        if (type == ElfSection.NULL || type == ElfSection.NOBITS) {
            return whole.slice(0, 0, name);
        }
        long offset = headers.u64(at + 24);
        long size = headers.u64(at + 32);
        if (offset < 0 || size < 0 || offset > file.size() - size) {
            throw headers.corrupt(
                    at + 24,
                    "section " + name + " has " + Long.toUnsignedString(size) + " bytes from byte "
                            + Long.toUnsignedString(offset) + " on, but the file ends after " + file.size());
        }
        return whole.slice(offset, size, name);
    }

    private List<ElfSegment> segments(List<ElfSection> sections) {
        long start = file.u64(32);
        if (start == 0) {
            return List.of();
        }
        long count = file.u16(56);
        if (count == EXTENDED && !sections.isEmpty()) {
            count = Integer.toUnsignedLong(sections.get(0).info());
        }
        if (count == 0) {
            return List.of();
        }
        if (file.u16(54) != SEGMENT_HEADER_BYTES) {
            throw file.corrupt(54, "program headers of " + file.u16(54) + " bytes; they have " + SEGMENT_HEADER_BYTES);
        }
        Bytes headers = whole.slice(start, count * SEGMENT_HEADER_BYTES, "program header table");
        List<ElfSegment> segments = new ArrayList<>();
        for (int at = 0; at < headers.size(); at += SEGMENT_HEADER_BYTES) {
            segments.add(segment(headers, at));
        }
        return segments;
    }

    private ElfSegment segment(Bytes headers, int at) {
        long offset = headers.u64(at + 8);
        long size = headers.u64(at + 32);
        if (headers.u32(at) == ElfSegment.LOAD && (offset < 0 || size < 0 || offset > file.size() - size)) {
            throw headers.corrupt(
                    at + 8,
                    "segment " + at / SEGMENT_HEADER_BYTES + " has " + Long.toUnsignedString(size) + " bytes from byte "
                            + Long.toUnsignedString(offset) + " on, but the file ends after " + file.size());
        }
        return new ElfSegment(
                headers.s32(at), headers.s32(at + 4), offset, headers.u64(at + 16), size, headers.u64(at + 40));
    }

    private List<ElfSymbol> symbols(List<ElfSection> sections, int type) {
        List<ElfSection> tables =
                sections.stream().filter(section -> section.type() == type).toList();
        if (tables.size() > 1) {
            throw tables.get(1).bytes().corrupt(-1, "a second symbol table; the ABI allows one");
        }
        Optional<ElfSection> table = tables.stream().findFirst();
        return table.map(section -> symbols(section, sections)).orElse(List.of());
    }

    private List<ElfSymbol> symbols(ElfSection section, List<ElfSection> sections) {
        Bytes table = section.bytes();
        if (section.entrySize() != SYMBOL_BYTES || table.size() % SYMBOL_BYTES != 0) {
            throw table.corrupt(
                    -1, "entries of " + section.entrySize() + " bytes in " + table.size() + "; they take 24");
        }
        if (section.link() < 0
                || section.link() >= sections.size()
                || sections.get(section.link()).type() != ElfSection.STRTAB) {
            throw table.corrupt(-1, "its names are in section " + section.link() + ", which is not a string table");
        }
        Bytes names = sections.get(section.link()).bytes();
        List<ElfSymbol> symbols = new ArrayList<>(table.size() / SYMBOL_BYTES);
        for (int at = 0; at < table.size(); at += SYMBOL_BYTES) {
            symbols.add(symbol(table, at, names, sections));
        }
        return symbols;
    }

    private ElfSymbol symbol(Bytes table, int at, Bytes names, List<ElfSection> sections) {
        int index = at / SYMBOL_BYTES;
        String name = table.u32(at) == 0 ? "" : name(names, table.u32(at), table, at);
        int sectionIndex = table.u16(at + 6);
        if (sectionIndex < ElfSymbol.RESERVED && sectionIndex >= sections.size()) {
            throw table.corrupt(
                    at + 6,
                    "symbol " + index + " (" + name + ") is in section " + sectionIndex + " of " + sections.size());
        }
        int info = table.u8(at + 4);
        return new ElfSymbol(
                index,
                name,
                info >> 4,
                info & 15,
                table.u8(at + 5) & 3,
                sectionIndex,
                table.u64(at + 8),
                table.u64(at + 16));
    }

    private String name(Bytes names, long offset, Bytes table, int at) {
        nameBytesLeft -= names.cStringSize(offset);
        if (nameBytesLeft < 0) {
            throw table.corrupt(at, "names take more than " + MAX_NAME_BYTES_PER_BYTE + " times the size of the file");
        }
        return names.cString(offset);
    }
}
