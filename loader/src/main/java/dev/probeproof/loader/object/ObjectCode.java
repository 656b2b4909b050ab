// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfExt;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.insn.Instructions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the functions of an object lie. Code that no symbol names (what is left of an unused weak function, say) is no
 * function, and records that point into it are of no use.
 */
final class ObjectCode {
    /** The section of functions that are called only. */
    static final String TEXT = ObjectSections.TEXT;

    /**
     * Symbols may share code (aliases); a damaged file can have thousands that do, and each function is kept by itself.
     */
    private static final int MAX_CODE_BYTES_PER_BYTE = 8;

    private final List<Place> places = new ArrayList<>();
    private final Map<Integer, Place> textFunctions = new HashMap<>();
    private final Map<ElfSymbol, Place> entryPrograms = new HashMap<>();
    private final Map<Integer, TreeMap<Long, Place>> entriesBySection = new HashMap<>();
    private final List<ObjectNote> notes = new ArrayList<>();

    /**
     * A function before its references are understood.
     *
     * @param start bytes from the start of the section
     * @param size bytes
     * @param btfId of its FUNC, or 0
     */
    record Place(ElfSection section, ElfSymbol symbol, int start, int size, int btfId) {
        String name() {
            return symbol.name();
        }

        int startSlot() {
            return start / Instructions.SLOT_BYTES;
        }

        boolean isSubprogram() {
            return section.name().equals(TEXT);
        }

        boolean contains(long offset) {
            return offset >= start && offset < (long) start + size;
        }

        Instructions instructions() {
            return Instructions.decode(section.bytes().slice(start, size, section.name()));
        }
    }

    private ObjectCode() {}

    /**
     * @param btf the object's types
     */
    static ObjectCode read(ElfFile elf, @Nullable Btf btf, BtfExt ext) {
        ObjectCode code = new ObjectCode();
        Map<Integer, List<ElfSymbol>> functions = new HashMap<>();
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.isFunction() && !symbol.isUndefined()) {
                functions
                        .computeIfAbsent(symbol.sectionIndex(), index -> new ArrayList<>())
                        .add(symbol);
            }
        }
        long codeBytesLeft = (long) MAX_CODE_BYTES_PER_BYTE * elf.bytes().size();
        for (ElfSection section : elf.sections()) {
            List<ElfSymbol> symbols = functions.getOrDefault(section.index(), List.of());
            if (ObjectSections.isCode(section)) {
                codeBytesLeft = code.addSection(section, symbols, functionIds(section, btf, ext), codeBytesLeft);
            }
        }
        return code;
    }

    private static Map<Long, Integer> functionIds(ElfSection section, @Nullable Btf btf, BtfExt ext) {
        Map<Long, Integer> ids = new HashMap<>();
        for (BtfExt.FuncInfo info : ext.functions().getOrDefault(section.name(), List.of())) {
            if (btf == null || btf.kind(info.typeId()) != BtfKind.FUNC) {
                throw section.bytes()
                        .corrupt(info.offset(), "its function record names type " + info.typeId() + ", not a function");
            }
            ids.putIfAbsent(info.offset(), info.typeId());
        }
        return ids;
    }

    private long addSection(ElfSection section, List<ElfSymbol> symbols, Map<Long, Integer> ids, long bytesLeft) {
        Bytes bytes = section.bytes();
        if (bytes.size() % Instructions.SLOT_BYTES != 0) {
            throw bytes.corrupt(bytes.size(), "the size of code is not a multiple of 8 bytes");
        }
        List<ElfSymbol> sorted = new ArrayList<>(symbols);
        // Of several names for one place the reference loader lists the last first.
        Collections.reverse(sorted);
        sorted.sort((one, other) -> Long.compare(one.value(), other.value()));
        long left = bytesLeft;
        long end = 0;
        for (ElfSymbol symbol : sorted) {
            checkRange(section, symbol);
            left -= symbol.size();
            if (left < 0) {
                throw bytes.corrupt(symbol.value(), "functions overlap: '" + symbol.name() + "' and many before it");
            }
            Place place = new Place(
                    section, symbol, (int) symbol.value(), (int) symbol.size(), ids.getOrDefault(symbol.value(), 0));
            noteGap(section, end, symbol.value());
            end = Math.max(end, symbol.value() + symbol.size());
            places.add(place);
            if (place.isSubprogram()) {
                textFunctions.put(place.startSlot(), place);
            } else {
                entryPrograms.put(symbol, place);
                entriesBySection
                        .computeIfAbsent(section.index(), index -> new TreeMap<>())
                        .put(symbol.value(), place);
            }
        }
        noteGap(section, end, bytes.size());
        return left;
    }

    private void noteGap(ElfSection section, long start, long end) {
        if (end > start) {
            long count = (end - start) / Instructions.SLOT_BYTES;
            notes.add(new ObjectNote(
                    section.name(),
                    "left out: " + count + (count == 1 ? " insn" : " insns") + " from insn "
                            + start / Instructions.SLOT_BYTES + " on " + (count == 1 ? "belongs" : "belong")
                            + " to no function"));
        }
    }

    private static void checkRange(ElfSection section, ElfSymbol symbol) {
        Bytes bytes = section.bytes();
        long start = symbol.value();
        long size = symbol.size();
        if (start < 0 || size <= 0 || start > bytes.size() - size) {
            throw bytes.corrupt(
                    start,
                    "function '" + symbol.name() + "' has " + Long.toUnsignedString(size)
                            + " bytes there, but the section ends after " + bytes.size());
        }
        if (start % Instructions.SLOT_BYTES != 0 || size % Instructions.SLOT_BYTES != 0) {
            throw bytes.corrupt(start, "function '" + symbol.name() + "' does not lie on whole instructions");
        }
        if (symbol.binding() == ElfSymbol.LOCAL && !section.name().equals(TEXT)) {
            throw bytes.corrupt(
                    start,
                    "function '" + symbol.name()
                            + "' is static, but in a section for entry programs; make it global, or" + " leave it in "
                            + TEXT);
        }
    }

    /** By section, then by offset. */
    List<Place> places() {
        return places;
    }

    /** The function of {@code .text} that starts exactly there. */
    Optional<Place> textFunction(long slot) {
        return slot < 0 || slot > Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.ofNullable(textFunctions.get((int) slot));
    }

    /** The entry program of that symbol. */
    Optional<String> entryProgram(ElfSymbol symbol) {
        return Optional.ofNullable(entryPrograms.get(symbol)).map(Place::name);
    }

    /** The entry program that has code there. */
    Optional<Place> entryProgramAt(int section, long offset) {
        return Optional.ofNullable(
                        entriesBySection.getOrDefault(section, new TreeMap<>()).floorEntry(offset))
                .map(Map.Entry::getValue)
                .filter(place -> place.contains(offset));
    }

    /** What is left out of code sections. */
    List<ObjectNote> notes() {
        return notes;
    }
}
