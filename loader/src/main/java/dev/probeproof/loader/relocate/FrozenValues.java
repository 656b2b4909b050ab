// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.extern.ExternNote;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.Extern;
import dev.probeproof.loader.uapi.MapType;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What loads give that a verifier carries out itself: constants from maps that neither side may write. A verifier does so
 * since 5.5, when frozen maps came into use for {@code .rodata}.
 */
final class FrozenValues {
    private static final String CONFIGURATION = ".kconfig";
    /** {@code BPF_F_RDONLY_PROG}. */
    private static final int READ_ONLY_FOR_PROGRAMS = 1 << 7;

    private final Map<String, Bytes> values = new HashMap<>();
    private final BitSet unknownConfiguration = new BitSet();
    private String configuration = "";

    private FrozenValues() {}

    static FrozenValues of(RelocatedObject object) {
        FrozenValues values = of(object.maps());
        object.maps().stream()
                .filter(map -> CONFIGURATION.equals(map.section()))
                .forEach(map -> values.configuration = map.name());
        values.values.replaceAll((map, value) -> value.withOrder(object.object().order()));
        for (ExternNote note : object.notes()) {
            if (note.extern() instanceof Extern.Configuration configuration) {
                values.unknownConfiguration.set(configuration.offset(), configuration.offset() + configuration.size());
            }
        }
        return values;
    }

    static FrozenValues of(List<MapSpec> maps) {
        FrozenValues values = new FrozenValues();
        for (MapSpec map : maps) {
            boolean constant =
                    map.frozen() && (map.flags() & READ_ONLY_FOR_PROGRAMS) != 0 && map.type() == MapType.ARRAY.number();
            Bytes value = map.initialValue();
            if (constant && value != null) {
                values.values.putIfAbsent(map.name(), value);
            }
        }
        return values;
    }

    /** What a load from element 0 of a map gives, extended to 64 bits; empty if it is no constant. */
    OptionalLong load(String map, long offset, int sizeBytes, boolean signed) {
        Bytes value = values.get(map);
        if (value == null || offset < 0 || offset > value.size() - sizeBytes) {
            return OptionalLong.empty();
        }
        int from = (int) offset;
        if (map.equals(configuration)
                && !unknownConfiguration.get(from, from + sizeBytes).isEmpty()) {
            return OptionalLong.empty();
        }
        long number = switch (sizeBytes) {
            case 1 -> value.u8(from);
            case 2 -> value.u16(from);
            case 4 -> value.u32(from);
            default -> value.u64(from);
        };
        int unused = 64 - 8 * sizeBytes;
        return OptionalLong.of(signed ? number << unused >> unused : number);
    }
}
