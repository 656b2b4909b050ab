// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSegment;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.error.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An ELF image laid out in memory, page by page as pages are asked for: a kernel has a hundred thousand, one function
 * needs ten. Executables keep their addresses, what may lie anywhere is moved to the model's place, the sections of a
 * relocatable object are put there one after the other. What the image calls but does not have gets an address behind it.
 */
final class CodeImage {
    private static final int PAGE = Engine.PAGE_BYTES;

    /** Section flag SHF_ALLOC: takes memory when loaded. */
    private static final int ALLOCATED = 2;

    /** Sections say nothing here of their alignment; no compiler asks for more outside of vector tables. */
    private static final int SECTION_ALIGNMENT = 64;

    private static final int EXTERNAL_BYTES = 16;

    /** Images below this address were linked for no address at all. */
    private static final long LOWEST_FIXED = 0x1000;

    /**
     * A stretch of memory.
     *
     * @param bytes its start; the rest is zero
     * @param section of a relocatable object, otherwise -1
     */
    record Part(long address, long sizeBytes, Bytes bytes, int permission, String name, int section) {
        boolean contains(long at) {
            return Long.compareUnsigned(at - address, sizeBytes) < 0;
        }
    }

    private final ElfFile elf;
    private final MachineModel model;
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Long> externals = new LinkedHashMap<>();
    private final Map<Long, String> externalNames = new HashMap<>();
    private final Map<Long, byte[]> patches = new LinkedHashMap<>();
    private final Map<Long, Long> globalOffsets = new LinkedHashMap<>();
    private final Relocations relocations;
    private long bias;
    private long externalStart;

    CodeImage(ElfFile elf, MachineModel model) {
        this.elf = elf;
        this.model = model;
        if (elf.type() == ElfFile.RELOCATABLE) {
            placeSections();
        } else {
            placeSegments();
        }
        if (parts.isEmpty()) {
            throw new MachineException(elf.bytes().source() + " has nothing that takes memory when loaded");
        }
        Part last = parts.get(parts.size() - 1);
        externalStart = pageUp(last.address() + last.sizeBytes());
        nameExternals(elf.type() == ElfFile.RELOCATABLE ? elf.symbols() : elf.dynamicSymbols());
        relocations = Relocations.of(elf, model, this);
    }

    private void placeSegments() {
        List<ElfSegment> loaded = elf.segments().stream()
                .filter(segment -> segment.type() == ElfSegment.LOAD && segment.memorySize() > 0)
                .toList();
        boolean anywhere = elf.type() == ElfFile.SHARED
                && loaded.stream().anyMatch(segment -> Long.compareUnsigned(segment.address(), LOWEST_FIXED) < 0);
        bias = anywhere ? model.layout().image() : 0;
        for (ElfSegment segment : loaded) {
            int flags = segment.flags();
            int permission = ((flags & 4) != 0 ? Engine.READ : 0)
                    | ((flags & 2) != 0 ? Engine.WRITE : 0)
                    | ((flags & 1) != 0 ? Engine.EXECUTE : 0);
            Bytes bytes = elf.bytes().slice(segment.offset(), segment.fileSize(), "segment");
            parts.add(new Part(segment.address() + bias, segment.memorySize(), bytes, permission, name(segment), -1));
        }
        parts.sort((one, other) -> Long.compareUnsigned(one.address(), other.address()));
    }

    private String name(ElfSegment segment) {
        return (segment.flags() & 1) != 0 ? "code" : (segment.flags() & 2) != 0 ? "data" : "constants";
    }

    private void placeSections() {
        long at = model.layout().image();
        int permissionBefore = 0;
        for (ElfSection section : elf.sections()) {
            if ((section.flags() & ALLOCATED) == 0 || section.size() == 0) {
                continue;
            }
            int permission = Engine.READ
                    | (section.isWritable() ? Engine.WRITE : 0)
                    | (section.isExecutable() ? Engine.EXECUTE : 0);
            at = permission == permissionBefore
                    ? (at + SECTION_ALIGNMENT - 1) / SECTION_ALIGNMENT * SECTION_ALIGNMENT
                    : pageUp(at);
            parts.add(new Part(at, section.size(), section.bytes(), permission, section.name(), section.index()));
            at += section.size();
            permissionBefore = permission;
        }
    }

    private static long pageUp(long address) {
        return (address + PAGE - 1) & -PAGE;
    }

    private void nameExternals(List<ElfSymbol> symbols) {
        for (ElfSymbol symbol : symbols) {
            boolean absent = symbol.isUndefined() && !symbol.name().isEmpty() && symbol.binding() != ElfSymbol.WEAK;
            if (absent && !externals.containsKey(symbol.name())) {
                long address = externalStart + (long) EXTERNAL_BYTES * externals.size();
                externals.put(symbol.name(), address);
                externalNames.put(address, symbol.name());
            }
        }
    }

    ElfFile elf() {
        return elf;
    }

    /** What is added to the addresses of the file. */
    long bias() {
        return bias;
    }

    List<Part> parts() {
        return parts;
    }

    /** Where what is called but not here has its addresses. */
    long externalStart() {
        return externalStart;
    }

    /** Names of what is called or used but not here, by address. */
    Map<Long, String> externalNames() {
        return externalNames;
    }

    /**
     * The address of a function or variable.
     *
     * @throws MachineException if the image has none of that name, with the nearest ones
     */
    long address(String name) {
        Optional<ElfSymbol> symbol = elf.symbol(name);
        if (symbol.isPresent()) {
            return address(symbol.get());
        }
        Long external = externals.get(name);
        if (external != null) {
            return external;
        }
        List<String> names = elf.symbols().stream().map(ElfSymbol::name).toList();
        throw new MachineException(elf.bytes().source() + " has no symbol " + name
                + Nearest.suffix(Nearest.of(name, names.isEmpty() ? externals.keySet() : names)));
    }

    /** The address of a symbol of this file, whether it is here or not. */
    long address(ElfSymbol symbol) {
        if (symbol.isUndefined()) {
            return externals.getOrDefault(symbol.name(), 0L);
        }
        if (symbol.sectionIndex() >= ElfSymbol.RESERVED) {
            return symbol.value();
        }
        return elf.type() == ElfFile.RELOCATABLE
                ? section(symbol.sectionIndex()) + symbol.value()
                : symbol.value() + bias;
    }

    /** Where a section of a relocatable object was put. */
    private long section(int index) {
        for (Part part : parts) {
            if (part.section() == index) {
                return part.address();
            }
        }
        throw new MachineException("section " + elf.sections().get(index).name() + " of "
                + elf.bytes().source() + " takes no memory, but something refers to it");
    }

    /** Where a word with that address lies: made when first asked for, behind what is called but not here. */
    long globalOffset(long address) {
        return globalOffsets.computeIfAbsent(
                address,
                wanted -> pageUp(externalStart + (long) EXTERNAL_BYTES * externals.size()) + 8L * globalOffsets.size());
    }

    /** Puts other code at an address; pages that were given out before do not change. */
    void patch(long address, byte[] bytes) {
        patches.put(address, bytes);
    }

    /** What may be done with the page at an address; 0 if the image has nothing there. */
    int permission(long page) {
        int permission = 0;
        for (Part part : parts) {
            if (touches(part.address(), part.sizeBytes(), page)) {
                permission |= part.permission();
            }
        }
        return permission == 0 && isBehind(page) ? Engine.READ | Engine.EXECUTE : permission;
    }

    private boolean isBehind(long page) {
        long words = pageUp(externalStart + (long) EXTERNAL_BYTES * externals.size());
        boolean calls = !externals.isEmpty() && touches(externalStart, words - externalStart, page);
        return calls || touches(words, 8L * globalOffsets.size(), page);
    }

    private static boolean touches(long address, long sizeBytes, long page) {
        return sizeBytes > 0
                && Long.compareUnsigned(address, page + PAGE - 1) <= 0
                && Long.compareUnsigned(address + sizeBytes - 1, page) >= 0;
    }

    /** The page at an address as it is before anything ran, or null if the image has nothing there. */
    byte @Nullable [] page(long page) {
        if (permission(page) == 0) {
            return null;
        }
        byte[] content = new byte[PAGE];
        for (Part part : parts) {
            if (touches(part.address(), part.sizeBytes(), page)) {
                copy(part, page, content);
            }
        }
        relocations.apply(page, content);
        externals.values().forEach(at -> overlay(at, model.returnInstruction(), page, content));
        globalOffsets.forEach((target, at) -> overlay(at, Relocations.word(model, target, 8), page, content));
        patches.forEach((at, bytes) -> overlay(at, bytes, page, content));
        return content;
    }

    private static void copy(Part part, long page, byte[] content) {
        long from = Math.max(0, page - part.address());
        long into = Math.max(0, part.address() - page);
        long length = Math.min(part.bytes().size() - from, PAGE - into);
        if (length > 0) {
            part.bytes().copyTo(from, content, (int) into, (int) length);
        }
    }

    /** Writes what of some bytes lies on a page. */
    static void overlay(long address, byte[] bytes, long page, byte[] content) {
        for (int i = 0; i < bytes.length; i++) {
            long at = address + i - page;
            if (at >= 0 && at < PAGE) {
                content[(int) at] = bytes[i];
            }
        }
    }

    /** Bytes of the file at an address, not relocated; zeros where there are none. */
    byte[] original(long address, int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        for (Part part : parts) {
            if (part.contains(address)) {
                long from = address - part.address();
                long length = Math.min(sizeBytes, part.bytes().size() - from);
                if (length > 0) {
                    part.bytes().copyTo(from, bytes, 0, (int) length);
                }
            }
        }
        return bytes;
    }

    /** Where an address lies, in words: the function or variable with an offset, or what is there. */
    String describe(long address) {
        String external = externalNames.get(address);
        if (external != null) {
            return external + " (not in the image)";
        }
        ElfSymbol best = null;
        long distance = Long.MAX_VALUE;
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.isUndefined()
                    || symbol.name().isEmpty()
                    || symbol.type() > ElfSymbol.FUNC
                    || symbol.type() == 0) {
                continue;
            }
            long behind = isPlaced(symbol) ? address - address(symbol) : -1;
            if (behind >= 0 && behind < Math.max(symbol.size(), 1) && behind < distance) {
                best = symbol;
                distance = behind;
            }
        }
        if (best != null) {
            return best.name() + (distance == 0 ? "" : "+" + distance);
        }
        return parts.stream()
                .filter(part -> part.contains(address))
                .findFirst()
                .map(part -> part.name() + "+" + (address - part.address()))
                .orElse("outside of the image");
    }

    private boolean isPlaced(ElfSymbol symbol) {
        return symbol.sectionIndex() < ElfSymbol.RESERVED
                && (elf.type() != ElfFile.RELOCATABLE
                        || parts.stream().anyMatch(part -> part.section() == symbol.sectionIndex()));
    }
}
