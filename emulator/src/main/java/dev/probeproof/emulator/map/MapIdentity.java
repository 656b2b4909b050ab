// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.KernelHeap;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.MapSpec;
import org.jspecify.annotations.Nullable;

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

    KernelRelease release() {
        return host.release();
    }

    /** What messages call a value of the map. */
    String valueName() {
        return "value of map '" + spec.name() + "'";
    }

    /**
     * Memory for a value, or null if the kernel has none left. What programs may do with it is in the definition; user
     * space and helpers write its array.
     */
    @Nullable
    Region allocateValue() {
        return heap().allocate(spec.valueSize(), isReadable(), isWritable(), valueName());
    }

    /** Memory for several values side by side, each at a multiple of 8 bytes, or null if the kernel has none left. */
    @Nullable
    Region allocateValues(int count) {
        return heap().allocateElements(
                        count, perCpuStride(), spec.valueSize(), isReadable(), isWritable(), valueName());
    }

    private boolean isReadable() {
        return (spec.flags() & MapFlags.WRONLY_PROG) == 0;
    }

    private boolean isWritable() {
        return (spec.flags() & MapFlags.RDONLY_PROG) == 0;
    }

    /** Bytes of a value on one CPU in a buffer of user space: rounded up to 8. */
    int perCpuStride() {
        return (spec.valueSize() + 7) & ~7;
    }

    int possibleCpus() {
        return world().possibleCpus();
    }
}
