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
        return heap().allocateElements(count, valueStride(), spec.valueSize(), isReadable(), isWritable(), valueName());
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

    /**
     * Bytes from one value to the next where several lie side by side: rounded up to 8, and on from what has two bits set.
     * HotSpot makes two shifts of a multiplication by such a number, and then no longer sees that an index into the values
     * goes up with a loop's counter.
     */
    int valueStride() {
        int stride = perCpuStride();
        while (Integer.bitCount(stride) == 2) {
            stride += Long.BYTES;
        }
        return stride;
    }

    int possibleCpus() {
        return world().possibleCpus();
    }
}
