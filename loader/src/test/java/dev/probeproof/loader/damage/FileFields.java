// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The numbers of a sound file: an object, or types alone. */
final class FileFields {
    private static final int ELF_MAGIC = 0x7f454c46;
    private static final int ELF_HEADER = 64;
    private static final int SECTION_HEADER = 64;
    private static final int SYMBOL = 24;
    private static final int BTF_MAGIC = 0xeb9f;

    private FileFields() {}

    static boolean isObject(byte[] file) {
        return file.length >= ELF_HEADER && ByteBuffer.wrap(file).getInt(0) == ELF_MAGIC;
    }

    static ByteOrder order(byte[] file) {
        if (isObject(file)) {
            return file[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }
        return (ByteBuffer.wrap(file).getShort(0) & 0xffff) == BTF_MAGIC
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
    }

    static List<Field> of(byte[] file) {
        List<Field> fields = new ArrayList<>();
        ByteBuffer view = ByteBuffer.wrap(file).order(order(file));
        if (isObject(file)) {
            ofObject(ElfReader.read(Bytes.wrap(file, "sound")), view, fields);
        } else {
            BtfFields.ofTypes(view, 0, fields);
        }
        return fields;
    }

    private static void ofObject(ElfFile elf, ByteBuffer view, List<Field> fields) {
        add(
                fields,
                16,
                "e_type:2 e_machine:2 e_version:4 e_entry:8 e_phoff:8 e_shoff:8 e_flags:4 e_ehsize:2"
                        + " e_phentsize:2 e_phnum:2 e_shentsize:2 e_shnum:2 e_shstrndx:2");
        int headers = (int) view.getLong(40);
        for (ElfSection section : elf.sections()) {
            add(
                    fields,
                    headers + section.index() * SECTION_HEADER,
                    "sh_name:4 sh_type:4 sh_flags:8 sh_addr:8"
                            + " sh_offset:8 sh_size:8 sh_link:4 sh_info:4 sh_addralign:8 sh_entsize:8");
            if (section.bytes().size() > 0) {
                int start = (int) section.offset();
                ofSection(section, start, start + section.bytes().size(), view, fields);
            }
        }
    }

    private static void ofSection(ElfSection section, int start, int end, ByteBuffer view, List<Field> fields) {
        switch (section.type()) {
            case ElfSection.SYMTAB ->
                repeat(fields, start, end, SYMBOL, "st_name:4 st_info:1 st_other:1 st_shndx:2 st_value:8 st_size:8");
            case ElfSection.REL -> repeat(fields, start, end, 16, "r_offset:8 r_type:4 r_symbol:4");
            case ElfSection.RELA -> repeat(fields, start, end, 24, "r_offset:8 r_type:4 r_symbol:4 r_addend:8");
            default -> {
                if (section.name().equals(".BTF")) {
                    BtfFields.ofTypes(view, start, fields);
                } else if (section.name().equals(".BTF.ext")) {
                    BtfFields.ofRecords(view, start, end, fields);
                } else if (section.isExecutable()) {
                    repeat(fields, start, end, 8, "opcode:1 registers:1 off:2 imm:4");
                } else if (section.name().equals("maps")) {
                    repeat(fields, start, end, 4, "map:4");
                }
            }
        }
    }

    private static void repeat(List<Field> fields, int start, int end, int size, String layout) {
        for (int at = start; at + size <= end; at += size) {
            add(fields, at, layout);
        }
    }

    /** @param layout names and widths, one behind the other: {@code first:4 second:2} */
    private static void add(List<Field> fields, int start, String layout) {
        int at = start;
        for (String part : layout.split(" ")) {
            int colon = part.indexOf(':');
            int width = Integer.parseInt(part.substring(colon + 1));
            fields.add(new Field(part.substring(0, colon), at, width));
            at += width;
        }
    }
}
