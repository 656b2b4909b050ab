// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.kernel.MapSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads map definitions of the time before BTF: sections {@code maps} and {@code maps/NAME} with one binary record a
 * symbol, each as long as the distance to the next. Every loader had its own record; {@link LegacyMapRecord} knows them.
 */
final class LegacyMapReader {
    private static final String SECTION = "maps";

    private final ElfSection section;
    private final List<Definition> definitions = new ArrayList<>();

    /** A record, where it lies and what its map is called. */
    private record Definition(String name, long offset, LegacyMapRecord record) {}

    private LegacyMapReader(ElfSection section) {
        this.section = section;
    }

    /**
     * Adds the maps of an object to its table.
     *
     * @return the elements that definitions place in other maps
     */
    static List<InitialSlot> read(ElfFile elf, MapTable maps, Strictness strictness) {
        List<InitialSlot> slots = new ArrayList<>();
        for (ElfSection section : elf.sections()) {
            if (isMaps(section)) {
                LegacyMapReader reader = new LegacyMapReader(section);
                reader.readRecords(definitions(elf, section), strictness);
                reader.define(maps);
                slots.addAll(reader.slots());
            }
        }
        return slots;
    }

    static boolean isMaps(ElfSection section) {
        return section.type() == ElfSection.PROGBITS
                && !section.isExecutable()
                && (section.name().equals(SECTION) || section.name().startsWith(SECTION + "/"));
    }

    private static List<ElfSymbol> definitions(ElfFile elf, ElfSection section) {
        return elf.symbols().stream()
                .filter(symbol -> symbol.type() != ElfSymbol.SECTION && symbol.sectionIndex() == section.index())
                .toList();
    }

    private void readRecords(List<ElfSymbol> symbols, Strictness strictness) {
        List<ElfSymbol> sorted = new ArrayList<>(symbols);
        sorted.sort((one, other) -> Long.compareUnsigned(one.value(), other.value()));
        for (int i = 0; i < sorted.size(); i++) {
            ElfSymbol symbol = sorted.get(i);
            long next = i + 1 < sorted.size() ? sorted.get(i + 1).value() : section.size();
            if (next == symbol.value()) {
                continue; // A second name of what comes next.
            }
            Bytes record = section.bytes().slice(symbol.value(), next - symbol.value(), section.name());
            String name = section.name().equals(SECTION)
                    ? symbol.name()
                    : section.name().substring(SECTION.length() + 1);
            definitions.add(new Definition(
                    name, symbol.value(), LegacyMapRecord.read(name, record, symbol.size(), strictness)));
        }
    }

    private void define(MapTable maps) {
        for (Definition definition : definitions) {
            maps.define(section, definition.offset(), map(definition, template(definition)));
        }
    }

    /** What a map of maps holds: the record with the number that it names. */
    private @Nullable MapSpec template(Definition outer) {
        if (!outer.record().namesTemplate()) {
            return null;
        }
        Definition inner = definitions.stream()
                .filter(candidate -> candidate != outer && isTemplate(candidate, outer))
                .findFirst()
                .orElseThrow(() -> section.bytes()
                        .corrupt(
                                outer.offset(),
                                "map '" + outer.name() + "' holds maps like number "
                                        + outer.record().template() + ", which is not here"));
        return map(new Definition(outer.name() + ".inner", inner.offset(), inner.record()), null)
                .change()
                .pinning(0)
                .build();
    }

    private boolean isTemplate(Definition candidate, Definition outer) {
        return outer.record().templateIsIndex()
                ? definitions.indexOf(candidate) == outer.record().template()
                : candidate.record().id() == outer.record().template();
    }

    private static MapSpec map(Definition definition, @Nullable MapSpec template) {
        return definition.record().map(definition.name()).inner(template).build();
    }

    private List<InitialSlot> slots() {
        List<InitialSlot> slots = new ArrayList<>();
        for (Definition outer : definitions) {
            if (outer.record().namesTemplate() && !outer.record().templateIsIndex()) {
                for (Definition inner : definitions) {
                    Optional<Integer> slot = inner.record().slot();
                    if (inner != outer && isTemplate(inner, outer) && slot.isPresent()) {
                        slots.add(new InitialSlot(outer.name(), slot.get(), inner.name()));
                    }
                }
            }
        }
        return slots;
    }
}
