// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import java.util.Optional;

/**
 * One binary map definition. All dialects begin with type, key size, value size and capacity, as words of 32 bits, then
 * flags if the record is long enough. What follows tells the dialects apart, by length alone.
 */
final class LegacyMapRecord {
    private static final int WORD = 4;
    private static final int MIN_BYTES = 16;
    private static final int FLAGS = 16;
    private static final int END_OF_FLAGS = 20;
    private static final int NUMA_NODE_FLAG = 1 << 2;

    private final Bytes record;
    private final int size;
    private final Dialect dialect;

    /** Whose record it is. */
    private enum Dialect {
        /** Nothing behind the flags, or nothing that is known. */
        PLAIN(0),
        /** The kernel's samples: the index of the template in a map of maps, the memory node. */
        SAMPLES(28),
        /** iproute2: a number of its own, pinning, the number of the template, the slot in the map that holds it. */
        IPROUTE2(36),
        /** gobpf: pinning, and 256 bytes of a path to pin below. */
        GOBPF(280);

        private final int bytes;

        Dialect(int bytes) {
            this.bytes = bytes;
        }

        static Dialect of(int bytes) {
            for (Dialect dialect : values()) {
                if (dialect.bytes == bytes) {
                    return dialect;
                }
            }
            return PLAIN;
        }
    }

    private LegacyMapRecord(Bytes record, int size) {
        this.record = record;
        this.size = size;
        this.dialect = Dialect.of(size);
    }

    /**
     * @param record up to the next one, gaps included
     * @param symbolSize what the symbol table says, 0 for nothing
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the record is too short, or says something that no
     *     dialect has a meaning for
     */
    static LegacyMapRecord read(String name, Bytes record, long symbolSize, Strictness strictness) {
        boolean sized = symbolSize >= MIN_BYTES && symbolSize <= record.size();
        int size = sized ? (int) symbolSize : record.size();
        if (size < MIN_BYTES || size % WORD != 0) {
            throw record.corrupt(
                    -1, "the definition of map '" + name + "' has " + size + " bytes; 16 or more are needed");
        }
        LegacyMapRecord read = new LegacyMapRecord(record, size);
        if (strictness == Strictness.STRICT) {
            read.checkUnderstood(name);
        }
        return read;
    }

    private void checkUnderstood(String name) {
        for (int at = END_OF_FLAGS; at < size; at += WORD) {
            if (record.u32(at) != 0 && !isUnderstood(at)) {
                throw record.corrupt(
                        at,
                        "the definition of map '" + name + "' has " + record.u32(at)
                                + " there, in a dialect of another loader; define the map with BTF in section .maps");
            }
        }
    }

    private boolean isUnderstood(int at) {
        return switch (dialect) {
            case PLAIN, GOBPF -> false;
            case SAMPLES -> at == 20 ? isMapOfMaps() : (word(FLAGS) & NUMA_NODE_FLAG) != 0;
            case IPROUTE2 -> at != 24 || word(24) == 2;
        };
    }

    private int word(int at) {
        return record.s32(at);
    }

    private boolean isMapOfMaps() {
        int type = word(0);
        return type == MapType.ARRAY_OF_MAPS.number() || type == MapType.HASH_OF_MAPS.number();
    }

    /** The map, without a template. */
    MapSpec.Builder map(String name) {
        return MapSpec.builder(name, word(0))
                .keySize(word(4))
                .valueSize(word(8))
                .maxEntries(word(12))
                .flags(size > FLAGS ? word(FLAGS) : 0)
                .numaNode(dialect == Dialect.SAMPLES && (word(FLAGS) & NUMA_NODE_FLAG) != 0 ? word(24) : 0)
                .pinning(dialect == Dialect.IPROUTE2 && word(24) == 2 ? 1 : 0);
    }

    /** The number that other records know it by, or 0. */
    int id() {
        return dialect == Dialect.IPROUTE2 ? word(20) : 0;
    }

    /** True for a map of maps that says what it holds. */
    boolean namesTemplate() {
        return isMapOfMaps() && (dialect == Dialect.SAMPLES || dialect == Dialect.IPROUTE2 && word(28) != 0);
    }

    /** What a map of maps holds: an {@link #id}, or an index among the records. */
    int template() {
        return dialect == Dialect.SAMPLES ? word(20) : word(28);
    }

    boolean templateIsIndex() {
        return dialect == Dialect.SAMPLES;
    }

    /** Where in the map that holds it a map belongs. */
    Optional<Integer> slot() {
        return dialect == Dialect.IPROUTE2 && word(32) >= 0 ? Optional.of(word(32)) : Optional.empty();
    }
}
