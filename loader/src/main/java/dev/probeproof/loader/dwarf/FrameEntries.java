// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entries of one section of call frame information: which function's frame is described where. */
final class FrameEntries {
    private static final long COMMON = Long.MIN_VALUE;

    /** Alternatives of one start address that are looked at; linkers leave few. */
    private static final int MAX_SAME_START = 16;

    /**
     * What frames have in common (a CIE).
     *
     * @param instructions those that set up every frame
     */
    record Cie(
            long codeAlignment,
            long dataAlignment,
            long returnAddressRegister,
            int pointerEncoding,
            boolean hasAugmentationData,
            int addressBytes,
            Bytes instructions) {}

    /**
     * The frame of the code from {@code start} to {@code end} (an FDE).
     */
    record Frame(long start, long end, Cie common, Bytes instructions) {}

    private record Range(long start, long end, int at) {}

    private final FrameSection section;
    private final Bytes content;
    private final FramePointers pointers;
    private final int addressBytes;
    private final Map<Integer, Cie> commons = new HashMap<>();
    private final List<Range> ranges = new ArrayList<>();

    private FrameEntries(FrameSection section, int addressBytes) {
        this.section = section;
        this.content = section.content();
        this.pointers = new FramePointers(section);
        this.addressBytes = addressBytes;
    }

    /**
     * Walks the headers of all entries once.
     *
     * @throws DwarfException if they are damaged
     */
    static FrameEntries read(FrameSection section, int addressBytes) {
        FrameEntries entries = new FrameEntries(section, addressBytes);
        entries.index();
        return entries;
    }

    private void index() {
        DwarfCursor cursor = new DwarfCursor(content, 0);
        while (!cursor.atEnd()) {
            int at = cursor.at();
            long length = cursor.unitLength();
            int body = cursor.at();
            // A length of 0 ends .eh_frame; files put together of several have more behind it.
            if (length > 0) {
                Header header = header(at);
                if (!header.isCommon()) {
                    addRange(at, header);
                }
            }
            cursor.seek(body + length);
        }
        ranges.sort(Comparator.comparing(Range::start, Long::compareUnsigned));
    }

    private void addRange(int at, Header header) {
        Cie common = common(header);
        long start = pointers.read(header.cursor(), common.pointerEncoding(), common.addressBytes(), 0);
        long length = pointers.size(header.cursor(), common.pointerEncoding(), common.addressBytes());
        if (length != 0) {
            ranges.add(new Range(start, start + length, at));
        }
    }

    /**
     * Length and reference of an entry.
     *
     * @param cursor behind the reference, limited to the entry
     * @param common where the entry's common part is, or {@link #COMMON} if this is one
     */
    private record Header(DwarfCursor cursor, long common) {
        boolean isCommon() {
            return common == COMMON;
        }
    }

    private Header header(int at) {
        DwarfCursor whole = new DwarfCursor(content, at);
        long length = whole.unitLength();
        boolean is64 = whole.is64();
        int start = whole.at();
        DwarfCursor cursor = new DwarfCursor(content, start, start + length).in64(is64);
        long reference = cursor.offset();
        if (section.forExceptions()) {
            return new Header(cursor, reference == 0 ? COMMON : start - reference);
        }
        return new Header(cursor, reference == (is64 ? -1L : 0xffff_ffffL) ? COMMON : reference);
    }

    private Cie common(Header entry) {
        long at = entry.common();
        if (at < 0 || at >= content.size()) {
            throw entry.cursor().problem(entry.cursor().at(), "refers to a CIE outside of the section");
        }
        Cie known = commons.get((int) at);
        if (known == null) {
            Header header = header((int) at);
            if (!header.isCommon()) {
                throw entry.cursor()
                        .problem(entry.cursor().at(), "refers to 0x" + Long.toHexString(at) + ", which is no CIE");
            }
            known = readCie(header.cursor());
            commons.put((int) at, known);
        }
        return known;
    }

    private Cie readCie(DwarfCursor cursor) {
        int start = cursor.at();
        int version = cursor.u8();
        if (version != 1 && version != 3 && version != 4) {
            throw cursor.problem(start, "call frame information of version " + version + "; 1, 3 and 4 are known");
        }
        String augmentation = cursor.text();
        int address = addressBytes;
        if (version == 4) {
            address = cursor.u8();
            cursor.skip(1);
        }
        if (augmentation.equals("eh")) {
            cursor.skip(address);
        }
        long codeAlignment = cursor.uleb();
        long dataAlignment = cursor.sleb();
        long returnAddress = version == 1 ? cursor.u8() : cursor.uleb();
        boolean hasData = augmentation.startsWith("z");
        int encoding = FramePointers.ABSOLUTE;
        if (hasData) {
            long size = cursor.uleb();
            int data = cursor.at();
            encoding = pointerEncoding(augmentation, cursor, address);
            cursor.seek(data + size);
        } else if (!augmentation.isEmpty() && !augmentation.equals("eh")) {
            throw cursor.problem(start, "augmentation '" + augmentation + "' is not known");
        }
        return new Cie(codeAlignment, dataAlignment, returnAddress, encoding, hasData, address, rest(cursor));
    }

    private int pointerEncoding(String augmentation, DwarfCursor cursor, int address) {
        for (int i = 1; i < augmentation.length(); i++) {
            switch (augmentation.charAt(i)) {
                case 'R' -> {
                    return cursor.u8();
                }
                case 'P' -> pointers.skip(cursor, cursor.u8(), address);
                case 'L' -> cursor.skip(1);
                // S: signal frame. B, G: arm64's second key and memory tags. None has data.
                case 'S', 'B', 'G' -> {}
                default ->
                    throw cursor.problem(
                            cursor.at(),
                            "augmentation '" + augmentation + "' has the unknown letter " + augmentation.charAt(i));
            }
        }
        return FramePointers.ABSOLUTE;
    }

    private static Bytes rest(DwarfCursor cursor) {
        return cursor.block(cursor.remaining());
    }

    /** How many frames are described. */
    int size() {
        return ranges.size();
    }

    /** Every frame, by start address. */
    List<Frame> all() {
        return ranges.stream().map(this::frame).toList();
    }

    /** The frame of the code at an address. */
    Optional<Frame> find(long address) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(ranges.get(middle).start(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low - 1; i >= Math.max(0, low - MAX_SAME_START); i--) {
            Range range = ranges.get(i);
            if (Long.compareUnsigned(address - range.start(), range.end() - range.start()) < 0) {
                return Optional.of(frame(range));
            }
        }
        return Optional.empty();
    }

    private Frame frame(Range range) {
        Header header = header(range.at());
        DwarfCursor cursor = header.cursor();
        Cie common = common(header);
        pointers.read(cursor, common.pointerEncoding(), common.addressBytes(), 0);
        pointers.size(cursor, common.pointerEncoding(), common.addressBytes());
        if (common.hasAugmentationData()) {
            cursor.skip(cursor.uleb());
        }
        return new Frame(range.start(), range.end(), common, rest(cursor));
    }

    /** Where pointers inside of instructions are relative to. */
    FramePointers pointers() {
        return pointers;
    }
}
