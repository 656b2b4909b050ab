// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads global variables in an arena: section {@code .addr_space.1}, part of the one arena map that the object has. */
final class ArenaReader {
    /** {@code max_entries} of an arena counts pages; those of most machines have this size, none has smaller ones. */
    private static final int PAGE_BYTES = 4096;

    private ArenaReader() {}

    /**
     * Tells the table of maps where references to such variables lead.
     *
     * @return null if there are none
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if there is not exactly one arena, or it is too small
     */
    static @Nullable ArenaContent read(ElfFile elf, MapTable maps, @Nullable Btf btf) {
        List<MapSpec> arenas = maps.maps().stream()
                .filter(map -> map.type() == MapType.ARENA.number())
                .toList();
        if (arenas.size() > 1) {
            throw elf.bytes()
                    .named(ObjectSections.MAPS)
                    .corrupt(
                            -1,
                            "'" + arenas.get(0).name() + "' and '"
                                    + arenas.get(1).name() + "' are both arenas; an object can have one");
        }
        Optional<ElfSection> section =
                elf.sections().stream().filter(ObjectSections::isArena).findFirst();
        if (section.isEmpty()) {
            return null;
        }
        ElfSection data = section.get();
        if (arenas.isEmpty()) {
            throw data.bytes().corrupt(-1, "variables in an arena, but no map of type arena is defined");
        }
        MapSpec arena = arenas.get(0);
        long arenaBytes = Integer.toUnsignedLong(arena.maxEntries()) * PAGE_BYTES;
        if (data.size() > arenaBytes) {
            throw data.bytes()
                    .corrupt(
                            -1,
                            "variables of " + data.size() + " bytes do not fit in arena '" + arena.name() + "' of "
                                    + arenaBytes);
        }
        maps.placeData(data, arena.name());
        return new ArenaContent(
                arena.name(),
                data.bytes(),
                btf == null ? List.of() : DataSections.variables(btf, data.name(), arena.name()));
    }
}
