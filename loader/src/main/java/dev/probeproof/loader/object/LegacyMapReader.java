// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.kernel.MapSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads map definitions of the time before BTF: sections {@code maps} and {@code maps/NAME} with one binary record a
 * symbol, each as long as the distance to the next. Type, key size, value size, capacity, then flags where the record is
 * long enough. What other loaders kept behind that must be zero.
 */
final class LegacyMapReader {
    private static final String SECTION = "maps";
    private static final int MIN_RECORD_BYTES = 16;
    private static final int FLAGS_OFFSET = 16;
    private static final int KNOWN_BYTES = 20;

    /** The record of iproute2, whose sixth word numbers the map and says nothing about it. */
    private static final int IPROUTE2_BYTES = 36;

    private static final int IPROUTE2_ID_OFFSET = 20;

    private LegacyMapReader() {}

    static boolean isMaps(ElfSection section) {
        return section.type() == ElfSection.PROGBITS
                && (section.name().equals(SECTION) || section.name().startsWith(SECTION + "/"));
    }

    static void read(ElfFile elf, MapTable maps) {
        Map<Integer, List<ElfSymbol>> bySection = elf.symbols().stream()
                .filter(symbol -> symbol.type() != ElfSymbol.SECTION)
                .collect(Collectors.groupingBy(ElfSymbol::sectionIndex));
        for (ElfSection section : elf.sections()) {
            if (isMaps(section)) {
                read(section, new ArrayList<>(bySection.getOrDefault(section.index(), List.of())), maps);
            }
        }
    }

    private static void read(ElfSection section, List<ElfSymbol> symbols, MapTable maps) {
        symbols.sort(Comparator.comparing(ElfSymbol::value, Long::compareUnsigned));
        for (int i = 0; i < symbols.size(); i++) {
            long start = symbols.get(i).value();
            long end = i + 1 < symbols.size() ? symbols.get(i + 1).value() : section.size();
            Bytes record = section.bytes().slice(start, end - start, section.name());
            maps.define(section, start, map(name(section, symbols.get(i)), record));
        }
    }

    private static String name(ElfSection section, ElfSymbol symbol) {
        return section.name().equals(SECTION) ? symbol.name() : section.name().substring(SECTION.length() + 1);
    }

    private static MapSpec map(String name, Bytes record) {
        if (record.size() < MIN_RECORD_BYTES || record.size() % 4 != 0) {
            throw record.corrupt(
                    -1, "the definition of map '" + name + "' has " + record.size() + " bytes; 16 or more are needed");
        }
        for (int at = KNOWN_BYTES; at < record.size(); at += 4) {
            boolean meaningless = record.size() == IPROUTE2_BYTES && at == IPROUTE2_ID_OFFSET;
            if (record.u32(at) != 0 && !meaningless) {
                throw record.corrupt(
                        at,
                        "the definition of map '" + name + "' has " + record.u32(at)
                                + " there, in a dialect of another loader; define the map with BTF in section .maps");
            }
        }
        return new MapSpec(
                name,
                record.s32(0),
                record.s32(4),
                record.s32(8),
                record.s32(12),
                record.size() > FLAGS_OFFSET ? record.s32(FLAGS_OFFSET) : 0,
                0,
                0,
                0,
                0,
                null,
                null,
                false);
    }
}
