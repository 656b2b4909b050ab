// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code .BTF.ext} (kernel documentation, "BPF Type Format", section 4.2). Every record names its own size, so
 * that newer, longer records are read as far as they are known.
 */
public final class BtfExtReader {
    private static final int MAGIC = 0xeb9f;
    private static final int MIN_HEADER_BYTES = 24;
    private static final int HEADER_BYTES_WITH_CORE = 32;
    private static final int SECTION_HEADER_BYTES = 8;

    /** Section names repeat in every list; no compiler makes longer ones, and damaged files cannot multiply them. */
    private static final int MAX_SECTION_NAME_BYTES = 512;

    /** The longest way through types has 64 steps, each of a colon and at most ten digits. */
    private static final int MAX_ACCESS_BYTES = 64 * 11;

    private final Bytes bytes;
    private final Btf btf;

    private BtfExtReader(Bytes bytes, Btf btf) {
        this.bytes = bytes;
        this.btf = btf;
    }

    /**
     * @param btf the object's {@code .BTF}, which holds the texts and fixes the byte order
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the bytes are not whole, well-formed records
     */
    public static BtfExt read(Bytes file, Btf btf) {
        return new BtfExtReader(file.named(".BTF.ext").withOrder(btf.order()), btf).read();
    }

    private BtfExt read() {
        if (bytes.u16(0) != MAGIC) {
            throw bytes.corrupt(0, "it starts with 0x" + Integer.toHexString(bytes.u16(0)) + ", not with 0xeb9f");
        }
        if (bytes.u8(2) != 1) {
            throw bytes.corrupt(2, "BTF version " + bytes.u8(2) + "; only version 1 is known");
        }
        long headerBytes = bytes.u32(4);
        if (headerBytes < MIN_HEADER_BYTES || headerBytes > bytes.size()) {
            throw bytes.corrupt(4, "a header of " + headerBytes + " bytes");
        }
        return new BtfExt(
                records(headerBytes, 8, 8, this::functionInfo),
                records(headerBytes, 16, 16, this::lineInfo),
                headerBytes >= HEADER_BYTES_WITH_CORE ? records(headerBytes, 24, 16, this::coreRelocation) : Map.of());
    }

    private BtfExt.FuncInfo functionInfo(long at) {
        return new BtfExt.FuncInfo(instructionOffset(at), type(at + 4));
    }

    private BtfExt.LineInfo lineInfo(long at) {
        return new BtfExt.LineInfo(instructionOffset(at), text(at + 4), text(at + 8), bytes.s32(at + 12));
    }

    private BtfExt.CoreRelocation coreRelocation(long at) {
        return new BtfExt.CoreRelocation(instructionOffset(at), type(at + 4), access(at + 8), bytes.s32(at + 12));
    }

    private int access(long at) {
        if (btf.stringSize(text(at)) > MAX_ACCESS_BYTES) {
            throw bytes.corrupt(at, "a CO-RE access string of " + btf.stringSize(text(at)) + " bytes");
        }
        return text(at);
    }

    private long instructionOffset(long at) {
        if (bytes.u32(at) % 8 != 0) {
            throw bytes.corrupt(at, "an instruction at byte " + bytes.u32(at) + ", which is not a multiple of 8");
        }
        return bytes.u32(at);
    }

    private int type(long at) {
        if (bytes.u32(at) >= btf.endId()) {
            throw bytes.corrupt(at, "there is no type " + bytes.u32(at) + "; ids end at " + (btf.endId() - 1));
        }
        return bytes.s32(at);
    }

    private int text(long at) {
        if (bytes.u32(at) >= btf.stringSection().size()) {
            throw bytes.corrupt(
                    at,
                    "a text at byte " + bytes.u32(at) + " of the string table, which has "
                            + btf.stringSection().size());
        }
        return bytes.s32(at);
    }

    /** One of the lists: a record size, then for each ELF section its name, a count and the records. */
    private <R> Map<String, List<R>> records(long headerBytes, int field, int minRecordBytes, RecordReader<R> reader) {
        long at = headerBytes + bytes.u32(field);
        long end = at + bytes.u32(field + 4);
        Map<String, List<R>> bySection = new LinkedHashMap<>();
        if (at == end) {
            return bySection;
        }
        if (end > bytes.size()) {
            throw bytes.corrupt(field, "records end at byte " + end + ", after the end at " + bytes.size());
        }
        long recordBytes = bytes.u32(at);
        if (recordBytes < minRecordBytes || recordBytes % 4 != 0 || recordBytes > bytes.size()) {
            throw bytes.corrupt(at, "records of " + recordBytes + " bytes; they take " + minRecordBytes + " or more");
        }
        at += 4;
        while (at < end) {
            long count = bytes.u32(at + 4);
            long next = at + SECTION_HEADER_BYTES + count * recordBytes;
            if (count == 0 || next > end) {
                throw bytes.corrupt(at + 4, count + " records of " + recordBytes + " bytes do not fit");
            }
            List<R> records = bySection.computeIfAbsent(sectionName(at), name -> new ArrayList<>());
            for (long record = at + SECTION_HEADER_BYTES; record < next; record += recordBytes) {
                records.add(reader.read(record));
            }
            at = next;
        }
        return bySection;
    }

    private String sectionName(long at) {
        if (btf.stringSize(text(at)) > MAX_SECTION_NAME_BYTES) {
            throw bytes.corrupt(at, "a section name longer than " + MAX_SECTION_NAME_BYTES + " bytes");
        }
        return btf.string(text(at));
    }

    @FunctionalInterface
    private interface RecordReader<R> {
        R read(long at);
    }
}
