// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.memory.KernelHeap;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.TargetKernel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The kernel's {@code struct bpf_map}, which programs may read through a pointer to a map: what the definition says of it,
 * where the types of the kernel say that it is; the rest is zero. What the structs of single map types have after it is not
 * there, so that reading it faults.
 */
final class MapStruct {
    private static final int MAX_NAME_BYTES = 15;

    /** What stands for the functions of a map type: an address of kernel code with nothing behind it. */
    private static final long OPERATIONS = 0xffff_ffff_8200_0000L;

    private static final int OPERATIONS_STEP = 0x200;
    private static final int NO_NODE = -1;

    private MapStruct() {}

    /** Read-only for programs; empty if the kernel's types are not known. */
    static Optional<Region> of(EmulatedMap map, TargetKernel target) {
        return target.btf()
                .find(BtfKind.STRUCT, "bpf_map")
                .map(target.btf()::type)
                .filter(type -> type instanceof BtfType.Composite struct && struct.size() <= KernelHeap.NAME_BYTES)
                .map(type -> fill((BtfType.Composite) type, map, target.btf()));
    }

    private static Region fill(BtfType.Composite struct, EmulatedMap map, Btf types) {
        MapSpec spec = map.spec();
        ByteBuffer bytes = ByteBuffer.allocate(struct.size()).order(types.order());
        for (BtfType.Member member : struct.members()) {
            int offset = member.bitOffset() / Byte.SIZE;
            switch (member.name()) {
                case "ops" -> bytes.putLong(offset, OPERATIONS + (long) spec.type() * OPERATIONS_STEP);
                case "map_type" -> bytes.putInt(offset, spec.type());
                case "key_size" -> bytes.putInt(offset, spec.keySize());
                case "value_size" -> bytes.putInt(offset, spec.valueSize());
                case "max_entries" -> bytes.putInt(offset, spec.maxEntries());
                case "map_extra" -> bytes.putLong(offset, spec.mapExtra());
                case "map_flags" -> bytes.putInt(offset, spec.flags());
                case "id" -> bytes.putInt(offset, map.id());
                case "numa_node" -> bytes.putInt(offset, NO_NODE);
                case "btf_key_type_id" -> bytes.putInt(offset, spec.keyTypeId());
                case "btf_value_type_id" -> bytes.putInt(offset, spec.valueTypeId());
                case "name" -> bytes.put(offset, name(spec));
                default -> {}
            }
        }
        return new Region(map.address(), bytes.array(), false, "struct bpf_map of map '" + spec.name() + "'");
    }

    private static byte[] name(MapSpec spec) {
        byte[] name = spec.name().getBytes(StandardCharsets.ISO_8859_1);
        return name.length <= MAX_NAME_BYTES ? name : Arrays.copyOf(name, MAX_NAME_BYTES);
    }
}
