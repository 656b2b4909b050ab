// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each section of a file is. In a relocatable file they all say 0, which would make one address mean a place in each
 * of them; there they are laid out one behind the other, {@code .text} first and at 0, so that an address means one place.
 */
final class SectionAddresses {
    private static final long ALIGNMENT = 4096;

    private final long[] starts;

    private SectionAddresses(long[] starts) {
        this.starts = starts;
    }

    static SectionAddresses of(ElfFile elf) {
        if (elf.type() != ElfFile.RELOCATABLE) {
            return asWritten(elf);
        }
        List<ElfSection> sections = elf.sections();
        long[] starts = amongTheirName(elf);
        long next = 0;
        // Code before data, .text before other code: what most addresses are of keeps the numbers that tools print.
        for (int turn = 0; turn < 3; turn++) {
            for (ElfSection section : sections) {
                if (turn(section) == turn) {
                    starts[section.index()] = next;
                    next += section.size() + ALIGNMENT - 1 & -ALIGNMENT;
                }
            }
        }
        return new SectionAddresses(starts);
    }

    /** As the section headers say, also in relocatable files. */
    static SectionAddresses asWritten(ElfFile elf) {
        return new SectionAddresses(
                elf.type() == ElfFile.RELOCATABLE
                        ? amongTheirName(elf)
                        : elf.sections().stream()
                                .mapToLong(ElfSection::address)
                                .toArray());
    }

    /**
     * Compilers put each shared type in a section of its own, all of one name, which linkers put behind each other; the
     * reader does the same, and an offset into one counts from the first.
     */
    private static long[] amongTheirName(ElfFile elf) {
        long[] starts = new long[elf.sections().size()];
        Map<String, Long> ends = new HashMap<>();
        for (ElfSection section : elf.sections()) {
            if (!section.isAllocated() && section.name().startsWith(".debug_")) {
                long start = ends.getOrDefault(section.name(), 0L);
                starts[section.index()] = start;
                ends.put(section.name(), start + section.bytes().size());
            }
        }
        return starts;
    }

    private static int turn(ElfSection section) {
        if (!section.isAllocated()) {
            return -1;
        }
        if (!section.isExecutable()) {
            return 2;
        }
        return section.name().equals(".text") ? 0 : 1;
    }

    long start(int index) {
        return index >= 0 && index < starts.length ? starts[index] : 0;
    }

    /** Where a symbol is: in relocatable files its value counts from its section. */
    long of(ElfFile elf, ElfSymbol symbol) {
        boolean counts = elf.type() == ElfFile.RELOCATABLE
                && symbol.sectionIndex() > ElfSymbol.UNDEFINED
                && symbol.sectionIndex() < ElfSymbol.RESERVED;
        return counts ? start(symbol.sectionIndex()) + symbol.value() : symbol.value();
    }
}
