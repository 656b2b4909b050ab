// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfRelocation;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads which elements of maps the source fills: relocations inside the {@code values} member of a map definition. */
final class InitialSlotReader {
    private static final int POINTER_BYTES = 8;

    private final ElfFile elf;
    private final ElfSection section;
    private final MapTable maps;
    private final ObjectCode code;
    private final TreeMap<Long, Values> valuesByOffset = new TreeMap<>();

    /** The elements of a map: from where to where they lie in the section. */
    private record Values(String map, long start, long end) {}

    InitialSlotReader(ElfFile elf, ElfSection section, MapTable maps, ObjectCode code) {
        this.elf = elf;
        this.section = section;
        this.maps = maps;
        this.code = code;
    }

    /** The definition of that map keeps elements there. */
    void addValues(String map, long start, long end) {
        valuesByOffset.put(start, new Values(map, start, end));
    }

    List<InitialSlot> read() {
        List<InitialSlot> slots = new ArrayList<>();
        for (ElfRelocation relocation : elf.relocations(section)) {
            Map.Entry<Long, Values> entry = valuesByOffset.floorEntry(relocation.offset());
            if (entry == null || relocation.offset() >= entry.getValue().end()) {
                throw section.bytes().corrupt(relocation.offset(), "a relocation outside the elements of any map");
            }
            Values values = entry.getValue();
            long distance = relocation.offset() - values.start();
            if (distance % POINTER_BYTES != 0) {
                throw section.bytes().corrupt(relocation.offset(), "a relocation that does not lie on a whole element");
            }
            String target = isProgramArray(values.map()) ? program(relocation) : map(relocation, values.map());
            slots.add(new InitialSlot(values.map(), (int) (distance / POINTER_BYTES), target));
        }
        return slots;
    }

    private boolean isProgramArray(String map) {
        return maps.map(map).is(MapType.PROG_ARRAY);
    }

    private String program(ElfRelocation relocation) {
        return code.entryProgram(relocation.symbol()).orElseThrow(() -> misplaced(relocation, "not an entry program"));
    }

    private String map(ElfRelocation relocation, String outer) {
        MapSpec spec = maps.map(outer);
        if (spec.is(MapType.HASH_OF_MAPS) && spec.keySize() != Integer.BYTES) {
            throw section.bytes()
                    .corrupt(
                            relocation.offset(),
                            "elements of map '" + outer + "', whose keys have " + spec.keySize()
                                    + " bytes; only keys of 4 bytes can be numbered");
        }
        ElfSymbol symbol = relocation.symbol();
        return maps.mapAt(symbol.sectionIndex(), symbol.value() + addend(relocation))
                .orElseThrow(() -> misplaced(relocation, "not a map"));
    }

    /** Static maps have no symbol of their own: their offset stands at the place that is to be filled. */
    private long addend(ElfRelocation relocation) {
        boolean inFile =
                !section.isZeroed() && relocation.offset() <= section.bytes().size() - POINTER_BYTES;
        return inFile ? section.bytes().u64(relocation.offset()) : 0;
    }

    private CorruptObjectException misplaced(ElfRelocation relocation, String problem) {
        return section.bytes()
                .corrupt(
                        relocation.offset(),
                        "an element that is '" + relocation.symbol().name() + "', which is " + problem);
    }
}
