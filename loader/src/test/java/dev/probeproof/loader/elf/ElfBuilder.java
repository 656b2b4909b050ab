// SPDX-License-Identifier: MIT
package dev.probeproof.loader.elf;

import dev.probeproof.loader.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes small ELF files, sound or not, for tests. Section 0 is there from the start. */
public final class ElfBuilder {
    private static final int EM_BPF = 247;

    private final ByteOrder order;
    private final List<Section> sections = new ArrayList<>();
    private final List<ElfSymbol> symbols = new ArrayList<>();
    private final List<ElfSegment> segments = new ArrayList<>();
    private int type = ElfFile.RELOCATABLE;
    private int machine = EM_BPF;

    private record Section(String name, int type, long flags, byte[] content, int link, int info, int entrySize) {}

    private ElfBuilder(ByteOrder order) {
        this.order = order;
        sections.add(new Section("", ElfSection.NULL, 0, new byte[0], 0, 0, 0));
        symbols.add(new ElfSymbol(0, "", 0, 0, 0, 0, 0, 0));
    }

    public static ElfBuilder in(ByteOrder order) {
        return new ElfBuilder(order);
    }

    public ElfBuilder type(int newType, int newMachine) {
        type = newType;
        machine = newMachine;
        return this;
    }

    /** Adds a section and returns its index. */
    public int section(String name, int sectionType, long flags, byte[] content) {
        sections.add(new Section(name, sectionType, flags, content, 0, 0, 0));
        return sections.size() - 1;
    }

    /** Adds code and returns the index of its section. */
    public int code(String name, byte[] content) {
        return section(name, ElfSection.PROGBITS, 6, content);
    }

    /** Adds a global symbol and returns its index. */
    public int symbol(String name, int symbolType, int section, long value, long size) {
        symbols.add(new ElfSymbol(symbols.size(), name, ElfSymbol.GLOBAL, symbolType, 0, section, value, size));
        return symbols.size() - 1;
    }

    /** Adds a symbol that other files do not see and returns its index. */
    public int localSymbol(String name, int symbolType, int section, long value, long size) {
        symbols.add(new ElfSymbol(symbols.size(), name, ElfSymbol.LOCAL, symbolType, 0, section, value, size));
        return symbols.size() - 1;
    }

    public ElfBuilder segment(ElfSegment segment) {
        segments.add(segment);
        return this;
    }

    /** Adds relocations for a section: offset, type, symbol index, three numbers each. The symbol table comes last. */
    public ElfBuilder relocations(int target, long... records) {
        ByteBuffer content = ByteBuffer.allocate(records.length / 3 * 16).order(order);
        for (int i = 0; i < records.length; i += 3) {
            content.putLong(records[i]).putLong(records[i + 2] << 32 | records[i + 1]);
        }
        sections.add(
                new Section(".rel" + sections.get(target).name(), ElfSection.REL, 0, content.array(), 0, target, 16));
        return this;
    }

    /** Adds a section of relocations as they come, sound or not. */
    public ElfBuilder relocationSection(int sectionType, int target, int entrySize, byte[] content) {
        sections.add(new Section(".rel", sectionType, 0, content, 0, target, entrySize));
        return this;
    }

    public Bytes build() {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        ByteBuffer table = ByteBuffer.allocate(symbols.size() * 24).order(order);
        for (ElfSymbol symbol : symbols) {
            table.putInt(add(names, symbol.name()))
                    .put((byte) (symbol.binding() << 4 | symbol.type()))
                    .put((byte) symbol.visibility())
                    .putShort((short) symbol.sectionIndex())
                    .putLong(symbol.value())
                    .putLong(symbol.size());
        }
        List<Section> all = new ArrayList<>(sections);
        all.add(new Section(".symtab", ElfSection.SYMTAB, 0, table.array(), all.size() + 1, 1, 24));
        List<Integer> nameOffsets = new ArrayList<>();
        for (Section section : all) {
            nameOffsets.add(add(names, section.name()));
        }
        nameOffsets.add(add(names, ".strtab"));
        all.add(new Section(".strtab", ElfSection.STRTAB, 0, names.toByteArray(), 0, 0, 0));
        return write(all, nameOffsets);
    }

    private Bytes write(List<Section> all, List<Integer> nameOffsets) {
        int content = all.stream().mapToInt(section -> section.content().length).sum();
        int start = 64 + 56 * segments.size();
        ByteBuffer file = ByteBuffer.allocate(start + content + 64 * all.size()).order(order);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2), 1});
        file.position(16);
        file.putShort((short) type).putShort((short) machine).putInt(1).putLong(0);
        file.putLong(segments.isEmpty() ? 0 : 64)
                .putLong(start + content)
                .putInt(0)
                .putShort((short) 64);
        file.putShort((short) 56).putShort((short) segments.size()).putShort((short) 64);
        file.putShort((short) all.size()).putShort((short) (all.size() - 1));
        for (ElfSegment segment : segments) {
            file.putInt(segment.type()).putInt(segment.flags()).putLong(segment.offset());
            file.putLong(segment.address()).putLong(segment.address());
            file.putLong(segment.fileSize()).putLong(segment.memorySize()).putLong(4096);
        }
        all.forEach(section -> file.put(section.content()));
        int offset = start;
        for (int i = 0; i < all.size(); i++) {
            Section section = all.get(i);
            file.putInt(nameOffsets.get(i))
                    .putInt(section.type())
                    .putLong(section.flags())
                    .putLong(0);
            file.putLong(offset).putLong(section.content().length);
            file.putInt(section.link()).putInt(section.info()).putLong(8).putLong(section.entrySize());
            offset += section.content().length;
        }
        return Bytes.wrap(file.array(), "built.o");
    }

    private static int add(ByteArrayOutputStream names, String name) {
        if (name.isEmpty()) {
            return 0;
        }
        int offset = names.size();
        names.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        names.write(0);
        return offset;
    }
}
