// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KernelHeapTest {
    private final AddressSpace memory = new AddressSpace(ByteOrder.LITTLE_ENDIAN);
    private final KernelHeap heap = new KernelHeap(memory, 1000);

    @Test
    void leavesGapsBetweenObjects() throws MemoryFault {
        Region first = heap.allocate(64, "first");
        Region second = heap.allocate(64, "second");

        assertThat(memory.load(first.base() + 56, 8)).isZero();
        assertThatThrownBy(() -> memory.load(first.base() + 57, 8)).isInstanceOf(MemoryFault.class);
        assertThatThrownBy(() -> memory.load(second.base() - 1, 1)).isInstanceOf(MemoryFault.class);
    }

    @Test
    void givesNothingBeyondItsLimit() {
        assertThat(heap.allocate(600, "first")).isNotNull();
        assertThat(heap.allocate(600, "second")).isNull();
    }

    @Test
    void takesBackWhatIsFreed() {
        Region first = heap.allocate(600, "first");

        heap.free(first);

        assertThat(memory.find(first.base(), 1)).isNull();
        assertThat(heap.allocate(600, "second").base()).isEqualTo(first.base());
    }

    @Test
    void keepsFreedMemoryUntilTheRunEnds() {
        Region region = heap.allocate(8, "value");
        heap.runBegins();

        heap.free(region);

        assertThat(memory.find(region.base(), 8)).isEqualTo(region);
        assertThat(heap.allocate(8, "another").base()).isNotEqualTo(region.base());
        heap.runEnds();
        assertThat(memory.find(region.base(), 8)).isNull();
    }

    @Test
    void revokesAtOnceButReusesLater() {
        Region region = heap.allocate(8, "record");
        heap.runBegins();

        heap.revoke(region);

        assertThat(memory.find(region.base(), 8)).isNull();
        assertThat(heap.allocate(8, "another").base()).isNotEqualTo(region.base());
        heap.runEnds();
        assertThat(heap.allocate(8, "reused").base()).isEqualTo(region.base());
    }
}
