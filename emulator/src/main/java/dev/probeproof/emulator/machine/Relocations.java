// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a linker would have written into an image: the records with addends, applied to each page when it is laid out. */
final class Relocations {
    private static final int ENTRY_BYTES = 24;

    /** The most bytes that one record changes. */
    private static final int REACH = 8;

    /** Section flag SHF_ALLOC. */
    private static final int ALLOCATED = 2;

    /**
     * A record.
     *
     * @param at the address that it changes
     * @param target what it refers to, its symbol's address plus the addend
     */
    record Entry(long at, int type, long symbol, long addend, String name) {
        long target() {
            return symbol + addend;
        }
    }

    private final MachineModel model;
    private final CodeImage image;
    private final RelocationRules rules;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Long, Entry> byAddress = new HashMap<>();

    private Relocations(MachineModel model, CodeImage image) {
        this.model = model;
        this.image = image;
        this.rules = RelocationRules.of(model.arch());
    }

    static Relocations of(ElfFile elf, MachineModel model, CodeImage image) {
        Relocations relocations = new Relocations(model, image);
        for (ElfSection section : elf.sections()) {
            if (section.type() == ElfSection.RELA) {
                relocations.read(elf, section);
            }
        }
        relocations.entries.sort(Comparator.comparingLong(entry -> entry.at() ^ Long.MIN_VALUE));
        return relocations;
    }

    /** Executables may carry the records of the linker's input along; those of the dynamic linker alone are left to do. */
    private void read(ElfFile elf, ElfSection section) {
        boolean relocatable = elf.type() == ElfFile.RELOCATABLE;
        Optional<CodeImage.Part> target = image.parts().stream()
                .filter(part -> part.section() == section.info())
                .findFirst();
        if (relocatable ? target.isEmpty() : (section.flags() & ALLOCATED) == 0) {
            return;
        }
        if (relocatable && target.get().name().equals(".eh_frame")) {
            return;
        }
        long base = relocatable ? target.get().address() : image.bias();
        boolean dynamic = section.link() < elf.sections().size()
                && elf.sections().get(section.link()).type() == ElfSection.DYNSYM;
        List<ElfSymbol> symbols = dynamic ? elf.dynamicSymbols() : elf.symbols();
        Bytes table = section.bytes();
        for (int at = 0; at + ENTRY_BYTES <= table.size(); at += ENTRY_BYTES) {
            long info = table.u64(at + 8L);
            long index = info >>> 32;
            if (index >= symbols.size() && index != 0) {
                throw table.corrupt(at + 8L, "symbol " + index + " of " + symbols.size());
            }
            int type = (int) info;
            ElfSymbol symbol = index == 0 ? null : symbols.get((int) index);
            if (rules.saysNothing(type)) {
                continue;
            }
            add(new Entry(
                    base + table.u64(at),
                    type,
                    symbol == null ? image.bias() : image.address(symbol),
                    table.u64(at + 16L),
                    symbol == null ? "" : symbol.name()));
        }
    }

    private void add(Entry entry) {
        entries.add(entry);
        byAddress.put(entry.at(), entry);
        if (rules.needsGlobalOffset(entry.type())) {
            image.globalOffset(entry.symbol());
        }
    }

    /** Changes a page as the records for it say. */
    void apply(long page, byte[] content) {
        for (int i = firstFrom(page - REACH); i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (Long.compareUnsigned(entry.at(), page + content.length) >= 0) {
                return;
            }
            byte[] old = image.original(entry.at(), REACH);
            ByteBuffer bytes = ByteBuffer.wrap(old).order(model.arch().byteOrder());
            int changed = rules.apply(entry, bytes, this);
            CodeImage.overlay(entry.at(), Arrays.copyOf(old, changed), page, content);
        }
    }

    private int firstFrom(long address) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(entries.get(middle).at(), address) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    long globalOffset(long target) {
        return image.globalOffset(target);
    }

    /** The record that changes an address: the low half of an address on RISC-V refers to the one with the high half. */
    Entry at(long address, Entry from) {
        Entry found = byAddress.get(address);
        if (found == null) {
            throw new MachineException("relocation " + from.type() + " at 0x" + Long.toHexString(from.at())
                    + " refers to one that is not there");
        }
        return found;
    }

    String describe(Entry entry) {
        return "relocation " + entry.type() + " of " + model.arch().name() + " at " + image.describe(entry.at())
                + (entry.name().isEmpty() ? "" : " for " + entry.name());
    }

    /** A number in the order of the architecture. */
    static byte[] word(MachineModel model, long value, int sizeBytes) {
        byte[] word = new byte[8];
        ByteBuffer buffer = ByteBuffer.wrap(word).order(model.arch().byteOrder());
        switch (sizeBytes) {
            case 8 -> buffer.putLong(0, value);
            case 4 -> buffer.putInt(0, (int) value);
            default -> throw new IllegalArgumentException("a word of " + sizeBytes + " bytes");
        }
        return Arrays.copyOf(word, sizeBytes);
    }
}
