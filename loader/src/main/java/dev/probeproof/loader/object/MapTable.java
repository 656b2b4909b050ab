// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.kernel.MapSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The maps of an object by the place of their definition, which is what code refers to. */
final class MapTable {
    private final List<MapSpec> maps = new ArrayList<>();
    private final Map<Place, String> definitions = new HashMap<>();
    private final Set<Integer> definingSections = new HashSet<>();
    private final Map<Integer, String> dataSections = new HashMap<>();
    private final Map<String, MapSpec> byName = new HashMap<>();

    private record Place(int section, long offset) {
        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place that && section == that.section && offset == that.offset;
        }

        @Override
        public int hashCode() {
            return 31 * section + Long.hashCode(offset);
        }
    }

    /** A map whose definition starts there. */
    void define(ElfSection section, long offset, MapSpec map) {
        if (definitions.putIfAbsent(new Place(section.index(), offset), map.name()) != null) {
            throw section.bytes()
                    .corrupt(offset, "a second map definition, of '" + map.name() + "', at the same place");
        }
        definingSections.add(section.index());
        add(section, offset, map);
    }

    /** The map that a data section becomes. */
    void defineData(ElfSection section, MapSpec map) {
        dataSections.put(section.index(), map.name());
        add(section, -1, map);
    }

    /** The map of configuration values, which no section of the file holds. */
    void defineConfiguration(Bytes file, MapSpec map) {
        if (byName.putIfAbsent(map.name(), map) != null) {
            throw file.corrupt(-1, "a map with the name '" + map.name() + "', which is that of configuration values");
        }
        maps.add(map);
    }

    /** A map that code does not name by the place of its definition. */
    void defineAside(ElfSection section, long offset, MapSpec map) {
        add(section, offset, map);
    }

    /** The variables of that section lie inside a map that is defined elsewhere. */
    void placeData(ElfSection section, String map) {
        dataSections.put(section.index(), map);
    }

    private void add(ElfSection section, long offset, MapSpec map) {
        if (byName.putIfAbsent(map.name(), map) != null) {
            throw section.bytes().corrupt(offset, "a second map with the name '" + map.name() + "'");
        }
        maps.add(map);
    }

    List<MapSpec> maps() {
        return maps;
    }

    /** The map of that name, which must be one of the table's. */
    MapSpec map(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** The map whose definition starts there. */
    Optional<String> mapAt(int section, long offset) {
        return Optional.ofNullable(definitions.get(new Place(section, offset)));
    }

    /** True if maps are defined in that section. */
    boolean definesMaps(int section) {
        return definingSections.contains(section);
    }

    /** The map that a data section is. */
    Optional<String> dataMap(int section) {
        return Optional.ofNullable(dataSections.get(section));
    }
}
