// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.KernelHeap;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.kernel.MapSpec;

/**
 * What every map has, and what it gets from its kernel.
 *
 * @param id the kernel's number for the map
 * @param address what stands for the map in a register
 */
record MapIdentity(MapSpec spec, int id, long address, MapHost host) {
    KernelHeap heap() {
        return host.heap();
    }

    World world() {
        return host.world();
    }

    /** What messages call a value of the map. */
    String valueName() {
        return "value of map '" + spec.name() + "'";
    }

    /** Bytes of a value on one CPU in a buffer of user space: rounded up to 8. */
    int perCpuStride() {
        return (spec.valueSize() + 7) & ~7;
    }

    int possibleCpus() {
        return world().possibleCpus();
    }
}
