// SPDX-License-Identifier: MIT
package dev.probeproof.loader.elf;

import dev.probeproof.loader.bytes.Bytes;

/**
 * A section of an ELF file.
 *
 * @param index in the section header table
 * @param type {@code sh_type}
 * @param flags {@code sh_flags}
 * @param address where it is in memory when loaded, 0 in relocatable files
 * @param offset bytes from the start of the file
 * @param size bytes; for {@link #NOBITS} in memory only
 * @param link {@code sh_link}: the symbol table of relocations, the string table of symbols
 * @param info {@code sh_info}: the section that relocations are for
 * @param entrySize bytes of one entry of a table
 * @param bytes content in the file's byte order; empty for {@link #NOBITS}
 */
public record ElfSection(
        int index,
        String name,
        int type,
        long flags,
        long address,
        long offset,
        long size,
        int link,
        int info,
        long entrySize,
        Bytes bytes) {
    public static final int NULL = 0;
    public static final int PROGBITS = 1;
    public static final int SYMTAB = 2;
    public static final int STRTAB = 3;
    public static final int RELA = 4;
    public static final int NOBITS = 8;
    public static final int REL = 9;
    public static final int DYNSYM = 11;

    private static final int FLAG_WRITE = 1;
    private static final int FLAG_ALLOCATED = 2;
    private static final int FLAG_EXECUTABLE = 4;
    private static final int FLAG_COMPRESSED = 0x800;

    public boolean isExecutable() {
        return (flags & FLAG_EXECUTABLE) != 0;
    }

    public boolean isWritable() {
        return (flags & FLAG_WRITE) != 0;
    }

    /** True for sections that are in memory when loaded. */
    public boolean isAllocated() {
        return (flags & FLAG_ALLOCATED) != 0;
    }

    /** True for sections whose bytes are a compression header and what it says. */
    public boolean isCompressed() {
        return (flags & FLAG_COMPRESSED) != 0;
    }

    /** True for sections that take memory but hold no bytes in the file. */
    public boolean isZeroed() {
        return type == NOBITS;
    }
}
