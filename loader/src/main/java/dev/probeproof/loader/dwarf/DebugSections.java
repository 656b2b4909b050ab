// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The sections of a file as their reader wants them: decompressed, and in relocatable files relocated. Sections of other
 * files are the mapped bytes of the file themselves.
 */
final class DebugSections {
    private static final int COMPRESSION_HEADER = 24;
    private static final int ZLIB = 1;
    private static final int ZSTD = 2;

    /** zlib cannot do better than 1032 to 1. */
    private static final int BEST_RATIO = 1032;

    private static final byte[] OLD_MAGIC = {'Z', 'L', 'I', 'B'};

    private final ElfFile elf;
    private final SectionAddresses addresses;
    private final Map<String, Bytes> ready = new HashMap<>();

    DebugSections(ElfFile elf, SectionAddresses addresses) {
        this.elf = elf;
        this.addresses = addresses;
    }

    ElfFile elf() {
        return elf;
    }

    SectionAddresses addresses() {
        return addresses;
    }

    String source() {
        return elf.bytes().source();
    }

    boolean has(String name) {
        return find(name).isPresent();
    }

    /** A section, empty if the file has none of that name. */
    Bytes get(String name) {
        Bytes known = ready.get(name);
        if (known == null) {
            known = joined(name);
            ready.put(name, known);
        }
        return known;
    }

    private Optional<ElfSection> find(String name) {
        return elf.section(name)
                .or(() -> elf.section(".z" + name.substring(1)))
                .filter(section -> !section.isZeroed());
    }

    private Bytes joined(String name) {
        Optional<ElfSection> first = find(name);
        if (first.isEmpty()) {
            return elf.bytes().slice(0, 0, name);
        }
        List<Bytes> parts = new ArrayList<>();
        parts.add(read(first.get(), name));
        if (elf.type() == ElfFile.RELOCATABLE && name.startsWith(".debug_")) {
            elf.sections().stream()
                    .filter(section -> section.name().equals(name) && section.index() > first.get().index())
                    .forEach(section -> parts.add(read(section, name)));
        }
        return parts.size() == 1 ? parts.get(0) : joined(parts, name);
    }

    private Bytes joined(List<Bytes> parts, String name) {
        long size = parts.stream().mapToLong(Bytes::size).sum();
        if (size > Integer.MAX_VALUE - 8) {
            throw DwarfCursor.problem(parts.get(0), -1, "all sections of this name have " + size + " bytes; 2 GiB are read");
        }
        byte[] all = new byte[(int) size];
        int at = 0;
        for (Bytes part : parts) {
            part.copyTo(0, all, at, part.size());
            at += part.size();
        }
        return Bytes.wrap(all, source()).withOrder(elf.order()).named(name);
    }

    private Bytes read(ElfSection section, String name) {
        Bytes content = section.bytes().named(name);
        if (section.isCompressed()) {
            content = decompressed(content, section, name);
        } else if (section.name().startsWith(".z")) {
            content = decompressedOld(content, name);
        }
        return elf.type() == ElfFile.RELOCATABLE
                ? new DebugRelocations(elf, addresses).applied(section, content)
                : content;
    }

    private Bytes decompressed(Bytes content, ElfSection section, String name) {
        if (content.size() < COMPRESSION_HEADER) {
            throw DwarfCursor.problem(content, 0, "too short for a compression header. The file is damaged");
        }
        int type = content.s32(0);
        if (type == ZSTD) {
            throw DwarfCursor.problem(
                    content, 0, "compressed with zstd, which is not read; 'objcopy --decompress-debug-sections' undoes it");
        }
        if (type != ZLIB) {
            throw DwarfCursor.problem(
                    content, 0, "compressed in way " + type + " of section " + section.name() + "; 1 (zlib) is read");
        }
        return inflate(content, COMPRESSION_HEADER, content.u64(8), name);
    }

    /** {@code .zdebug_*} of old GNU tools: "ZLIB" and the size, big-endian whatever the file's order. */
    private static Bytes decompressedOld(Bytes content, String name) {
        boolean marked = content.size() >= 12;
        for (int i = 0; marked && i < OLD_MAGIC.length; i++) {
            marked = content.u8(i) == OLD_MAGIC[i];
        }
        if (!marked) {
            throw DwarfCursor.problem(content, 0, "does not start with ZLIB and a size. The file is damaged");
        }
        return inflate(content, 12, content.withOrder(ByteOrder.BIG_ENDIAN).u64(4), name);
    }

    private static Bytes inflate(Bytes content, int from, long size, String name) {
        int compressed = content.size() - from;
        if (size < 0 || size > (long) BEST_RATIO * compressed + BEST_RATIO || size > Integer.MAX_VALUE - 8) {
            throw DwarfCursor.problem(
                    content,
                    0,
                    Long.toUnsignedString(size) + " bytes cannot come out of " + compressed + ". The file is damaged");
        }
        byte[] input = new byte[compressed];
        content.copyTo(from, input, 0, compressed);
        byte[] output = new byte[(int) size];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(input);
            int done = 0;
            while (done < output.length) {
                int more = inflater.inflate(output, done, output.length - done);
                if (more == 0) {
                    throw DwarfCursor.problem(
                            content, from, "the compressed data ends after " + done + " of " + size + " bytes");
                }
                done += more;
            }
        } catch (DataFormatException e) {
            throw DwarfCursor.problem(content, from, "the compressed data is damaged: " + e.getMessage());
        } finally {
            inflater.end();
        }
        return Bytes.wrap(output, content.source()).withOrder(content.order()).named(name);
    }
}
