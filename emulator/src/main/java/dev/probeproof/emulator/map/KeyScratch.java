// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.KernelHeap;
import dev.probeproof.emulator.memory.Region;

/** The memory that a callback of {@code bpf_for_each_map_elem} reads the key from. */
final class KeyScratch implements AutoCloseable {
    private final KernelHeap heap;
    private final Region region;

    KeyScratch(EmulatedMap map, KernelHeap heap) {
        Region allocated =
                heap.allocate(map.spec().keySize(), "key of map '" + map.spec().name() + "'");
        if (allocated == null) {
            throw Refusal.ofMemory(map, heap.limitBytes());
        }
        this.heap = heap;
        this.region = allocated;
    }

    /** Puts a key there and says where that is. */
    long place(byte[] key) {
        System.arraycopy(key, 0, region.bytes(), 0, key.length);
        return region.base();
    }

    @Override
    public void close() {
        heap.revoke(region);
    }
}
