// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.PerCpuMap;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP_KEY;

/** {@code bpf_map_lookup_percpu_elem}: the address of the value of a key on a given CPU, or null. */
final class MapLookupPercpuElem implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.MAP_LOOKUP_PERCPU_ELEM)
                .takingPackets()
                .arguments(MAP, MAP_KEY, ANYTHING)
                .returning(ReturnKind.MAP_VALUE_OR_NULL);
    }

    @Override
    public long call(HelperContext context, long map, long key, long cpu, long unused4, long unused5) {
        PerCpuMap target = MapArgument.perCpu(context.map(map), this);
        byte[] keyBytes = ProgramMemory.read(context, key, target.spec().keySize());
        boolean exists = Integer.compareUnsigned((int) cpu, context.world().possibleCpus()) < 0;
        return exists ? target.lookupAddressOn((int) cpu, keyBytes) : 0;
    }
}
